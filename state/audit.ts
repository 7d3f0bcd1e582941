/** The audit log: append-only, each line sealed with the hash of the one before. */
import { createHash } from 'node:crypto';
import { type Queryable, type Tx } from './db';

/** The tables and guards of the audit log; part of the first migration. */
export const auditSql = /* sql */ `
-- json, not jsonb: it keeps the text exactly as it was sealed.
create table crr_audit (
  organisation_id text not null, seq bigint not null, at timestamptz not null, actor text not null, act text not null,
  subject text not null, detail json not null, prev_hash text not null, hash text not null,
  primary key (organisation_id, seq));
create index crr_audit_subject on crr_audit (organisation_id, subject, seq);
create table crr_audit_head (organisation_id text primary key, seq bigint not null default 0, hash text not null default '');
create function crr_audit_refuse() returns trigger language plpgsql
  as $$ begin raise exception 'the audit log is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'CRR01'; end $$;
create trigger crr_audit_append_only before update or delete or truncate on crr_audit
  for each statement execute function crr_audit_refuse();
create trigger crr_audit_head_stays before delete or truncate on crr_audit_head
  for each statement execute function crr_audit_refuse();
`;

/** One thing somebody did. */
export interface AuditLine {
  readonly organisationId: string;
  /** Business time of the act; kept to the millisecond. */
  readonly at: Date;
  /** Person id, or the name of a part of the service. */
  readonly actor: string;
  readonly act: string;
  /** Id of the record acted on. */
  readonly subject: string;
  /** Plain data; undefined members are left out. */
  readonly detail: unknown;
}

/** Where a line came to stand. */
export interface AuditSeal {
  readonly seq: number;
  readonly hash: string;
}

/** Whether the chain holds; brokenAt is the number of the first line that is changed, missing or not sealed. */
export type AuditVerdict =
  { readonly ok: true; readonly count: number } | { readonly ok: false; readonly brokenAt: number };

interface StoredLine {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly detail: string;
  readonly prev_hash: string;
  readonly hash: string;
}

const pageSize = 2000;

/** Adds one line; commits of one organisation wait for each other from here to the end of the transaction. */
export async function appendAudit(tx: Tx, line: AuditLine): Promise<AuditSeal> {
  const { organisationId, at, actor, act, subject } = line;
  const [head] = await tx.query<AuditSeal>(
    `insert into crr_audit_head (organisation_id) values ($1)
     on conflict (organisation_id) do update set organisation_id = excluded.organisation_id returning seq, hash`,
    [organisationId],
  );
  const prevHash = head?.hash ?? '';
  const seq = (head?.seq ?? 0) + 1;
  const detail = canonicalJson(line.detail ?? null);
  const hash = seal(organisationId, { seq, at, actor, act, subject, detail, prev_hash: prevHash });
  await tx.query(
    `with line as (insert into crr_audit (organisation_id, seq, at, actor, act, subject, detail, prev_hash, hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9))
     update crr_audit_head set seq = $2, hash = $9 where organisation_id = $1`,
    [organisationId, seq, at, actor, act, subject, detail, prevHash, hash],
  );
  return { seq, hash };
}

/** Reads the whole chain, a page at a time, up to the head it found when it began. */
export async function verifyAudit(q: Queryable, organisationId: string): Promise<AuditVerdict> {
  const [head] = await q.query<AuditSeal>('select seq, hash from crr_audit_head where organisation_id = $1', [
    organisationId,
  ]);
  const end = head ?? { seq: 0, hash: '' };
  let last: AuditSeal = { seq: 0, hash: '' };
  while (last.seq < end.seq) {
    const page = await readPage(q, organisationId, { after: last.seq, upTo: end.seq });
    for (const line of page) {
      if (!follows(organisationId, line, last)) return { ok: false, brokenAt: last.seq + 1 };
      last = line;
    }
    if (page.length === 0) return { ok: false, brokenAt: last.seq + 1 };
  }
  if (last.hash !== end.hash) return { ok: false, brokenAt: end.seq };
  return (await hasLineAfter(q, organisationId, end))
    ? { ok: false, brokenAt: end.seq + 1 }
    : { ok: true, count: end.seq };
}

/** The one JSON text of a value: members in code unit order, no spaces. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(value))));
}

function follows(organisationId: string, line: StoredLine, last: AuditSeal): boolean {
  return (
    line.seq === last.seq + 1 && line.prev_hash === last.hash && seal(organisationId, line) === line.hash
  );
}

function seal(organisationId: string, line: Omit<StoredLine, 'hash'>): string {
  const { seq, at, actor, act, subject, detail, prev_hash } = line;
  const text = canonicalJson({ organisationId, seq, at: at.toISOString(), actor, act, subject, detail });
  return createHash('sha256').update(prev_hash).update(text).digest('hex');
}

function readPage(
  q: Queryable,
  organisationId: string,
  range: { after: number; upTo: number },
): Promise<StoredLine[]> {
  return q.query<StoredLine>(
    `select seq, at, actor, act, subject, detail::text as detail, prev_hash, hash from crr_audit
     where organisation_id = $1 and seq > $2 and seq <= $3 order by seq limit ${pageSize}`,
    [organisationId, range.after, range.upTo],
  );
}

/** True when a line stands beyond the head as it is now: inserted past appendAudit. */
async function hasLineAfter(q: Queryable, organisationId: string, end: AuditSeal): Promise<boolean> {
  const rows = await q.query(
    `select 1 from crr_audit left join crr_audit_head head using (organisation_id)
     where organisation_id = $1 and crr_audit.seq > greatest(coalesce(head.seq, 0), $2::bigint) limit 1`,
    [organisationId, end.seq],
  );
  return rows.length > 0;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
