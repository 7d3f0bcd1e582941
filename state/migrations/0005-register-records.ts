/** Records that stand beside the register: signed reviews and consultations. */
export const registerRecords = {
  id: '0005-register-records',
  sql: /* sql */ `
-- turn: records go out in the order in which they were decided. A store without lists for them leaves them pending.
create table register_record (
  organisation_id text not null, key text not null, turn bigint not null generated always as identity, kind text not null, region text not null,
  cells jsonb not null, state text not null default 'pending' check (state in ('pending', 'done')), attempts integer not null default 0,
  tried_at timestamptz, made_at timestamptz, created_at timestamptz not null default now(),
  primary key (organisation_id, key));
create index register_record_open on register_record (organisation_id, attempts, turn) where state = 'pending';
-- Reviews signed before there were records.
insert into register_record (organisation_id, key, kind, region, cells)
select review.organisation_id, 'review:' || review.id, 'reviews', review.region, jsonb_build_object(
  'review', review.id, 'region', review.region, 'dueOn', review.doc ->> 'dueOn', 'signedOn', review.doc ->> 'signedOn',
  'signedBy', coalesce(person.doc ->> 'name', 'Unknown colleague'),
  'delegated', case when review.doc ->> 'delegationId' is null then 'No' else 'Yes' end,
  'lines', seen.lines::text, 'reviewed', seen.reviewed::text, 'unchanged', seen.unchanged::text)
from worksheet_review review
left join person on person.organisation_id = review.organisation_id and person.id = review.doc ->> 'signedBy'
cross join lateral (
  select count(*) as lines, count(*) filter (where value ->> 'outcome' = 'reviewed') as reviewed,
         count(*) filter (where value ->> 'outcome' = 'no-change') as unchanged
  from jsonb_each(review.doc -> 'rows')) seen
where review.state = 'signed' order by review.due_on, review.id;
`,
};
