/** The first tables. organisation_id is in every table and every key, so that splitting by organisation stays a deployment choice. */
import { auditSql } from '../audit';
import { clockSql } from '../clock';
import { leaseSql } from '../lease';

const directory = /* sql */ `
create table person (
  organisation_id text not null, id text not null, doc jsonb not null, refreshed_at timestamptz not null default now(),
  primary key (organisation_id, id));
create table training (
  organisation_id text not null, person_id text not null, item text not null, achieved_on date not null, expires_on date not null,
  primary key (organisation_id, person_id, item, achieved_on));
create table delegation (
  organisation_id text not null, id text not null, region text not null, delegator_id text not null, delegate_id text not null,
  scope text not null, from_on date not null, to_on date, ended_on date,
  primary key (organisation_id, id));
create index delegation_delegate on delegation (organisation_id, delegate_id);
`;

const records = /* sql */ `
create table risk (
  organisation_id text not null, id text not null, version integer not null, region text not null, status text not null,
  next_review_on date, doc jsonb not null, changed_at timestamptz not null,
  primary key (organisation_id, id));
create index risk_region on risk (organisation_id, region, status);
create table risk_number (
  organisation_id text not null, region text not null, year integer not null, last integer not null,
  primary key (organisation_id, region, year));
create table worksheet_review (
  organisation_id text not null, id text not null, version integer not null, region text not null, due_on date not null,
  state text not null, doc jsonb not null, changed_at timestamptz not null,
  primary key (organisation_id, id));
create index worksheet_review_region on worksheet_review (organisation_id, region, state, due_on);
create table proposal (
  organisation_id text not null, id text not null, version integer not null, risk_id text not null, author text not null,
  manager text not null, state text not null, doc jsonb not null, changed_at timestamptz not null,
  primary key (organisation_id, id));
create index proposal_manager on proposal (organisation_id, manager, state);
-- One answer per click: a repeated key replays it and changes nothing.
create table performed (
  organisation_id text not null, actor text not null, verb text not null, key text not null, answer jsonb not null,
  at timestamptz not null default now(),
  primary key (organisation_id, actor, verb, key));
`;

const sheet = /* sql */ `
-- One sequence for everything sent to a register: the highest number of a key is its truth, in whatever order rows arrive.
create sequence sheet_seq;
-- What has to reach the register. 'row' makes a risk's line once; 'event' carries all service-side values of one risk.
create table intent (
  organisation_id text not null, seq bigint not null default nextval('sheet_seq'), op_id uuid not null default gen_random_uuid(),
  risk_id text not null, region text not null, kind text not null check (kind in ('row', 'event')), payload jsonb not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'unknown', 'seen')),
  attempts integer not null default 0, tried_at timestamptz, created_at timestamptz not null default now(), seen_at timestamptz,
  primary key (organisation_id, seq));
create index intent_open on intent (organisation_id, seq) where state <> 'seen';
create index intent_key on intent (organisation_id, (payload ->> 'key'), seq desc) where kind = 'event';
-- The merge base: what people's cells held when last observed. One line per risk that has, or is getting, a row.
create table snapshot (
  organisation_id text not null, risk_id text not null, doc jsonb not null,
  primary key (organisation_id, risk_id));
-- What is known of the register as a whole: last cut's tag, highest sequence seen, regions on hold.
create table register_memory (
  organisation_id text not null, doc jsonb not null,
  primary key (organisation_id));
-- Rows typed in the sheet without a Risk ID, waiting to settle; the fingerprint names the content, never a position.
create table hand_row (
  organisation_id text not null, fingerprint text not null, doc jsonb not null,
  primary key (organisation_id, fingerprint));
`;

const delivery = /* sql */ `
-- turn: messages leave in the order in which they were decided, also those of one decision.
create table outbox (
  organisation_id text not null, turn bigint not null generated always as identity, id uuid not null default gen_random_uuid(), key text not null,
  channel text not null check (channel in ('teams', 'mail')), payload jsonb not null, recipient text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'unknown', 'dead', 'unreachable')),
  attempts integer not null default 0, unknowns integer not null default 0, not_before timestamptz not null default '1970-01-01Z',
  tried_at timestamptz, activity_id text, last_code text, created_at timestamptz not null default now(), settled_at timestamptz,
  primary key (organisation_id, id), unique (organisation_id, key));
create index outbox_open on outbox (organisation_id, channel, turn) where state in ('waiting', 'sending', 'unknown');
create table reminder (
  organisation_id text not null, key text not null, sent_on date not null,
  primary key (organisation_id, key));
create table conversation (
  organisation_id text not null, person_id text not null, reference jsonb not null, unreachable text, changed_at timestamptz not null default now(),
  primary key (organisation_id, person_id));
create table sent_card (
  organisation_id text not null, conversation_id text not null, activity_id text not null, person_id text not null, view jsonb not null,
  sent_at timestamptz not null default now(),
  primary key (organisation_id, conversation_id, activity_id));
create index sent_card_view on sent_card (organisation_id, (view ->> 'card'), (view ->> 'id'));
`;

export const first = {
  id: '0001-first',
  sql: [clockSql, leaseSql, auditSql, directory, records, sheet, delivery].join('\n'),
};
