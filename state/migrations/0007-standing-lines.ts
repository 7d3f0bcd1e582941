/** Which lines of the service's table stand in the register, by the last reading. */
export const standingLines = {
  id: '0007-standing-lines',
  sql: /* sql */ `
-- standing: the last reading that showed a change had it. gone_at: since when, last, one no longer had it; on real time.
alter table intent add column standing boolean not null default false, add column gone_at timestamptz;
create index intent_standing on intent (organisation_id, seq) where standing;
create index intent_gone on intent (organisation_id, gone_at) where gone_at is not null;
`,
};
