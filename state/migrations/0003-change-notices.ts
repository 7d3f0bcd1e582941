/** Subscriptions to change notices of Graph. */
export const changeNotices = {
  id: '0003-change-notices',
  sql: /* sql */ `
-- One line per watched resource. secret_hash: SHA-256 of the clientState, which is kept nowhere. heard_at is real time, expires_at Graph's.
create table change_subscription (
  organisation_id text not null, resource text not null, id text not null, secret_hash text not null, expires_at timestamptz not null,
  made_at timestamptz not null default clock_timestamp(), heard_at timestamptz, doubted_at timestamptz, renewal_asked boolean not null default false,
  primary key (organisation_id, resource));
`,
};
