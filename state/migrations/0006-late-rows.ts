/** Whether people have been told that a row is late. */
export const lateRows = {
  id: '0006-late-rows',
  sql: /* sql */ `
-- When somebody was told that a row of a risk does not stand in the register yet; on real time.
alter table intent add column told_at timestamptz;
create index intent_told on intent (organisation_id, region, told_at) where told_at is not null;
`,
};
