/** What the live probe found out about this tenant. */
export const probeResults = {
  id: '0004-probe',
  sql: /* sql */ `
-- One line per kind of store: the newest probe's answers; on real time.
create table probe (
  organisation_id text not null, store text not null, doc jsonb not null, at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, store));
`,
};
