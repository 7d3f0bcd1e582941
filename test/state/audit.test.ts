/** The audit log: sealed line by line; every kind of tampering is found, and the ordinary kinds are refused. */
import { type AuditLine, appendAudit, auditSql, canonicalJson, verifyAudit } from '../../state/audit';
import { withDatabase } from '../kit/db';

const { db } = withDatabase([{ id: '0001-audit', sql: auditSql }]);

const line = (over: Partial<AuditLine> = {}): AuditLine => ({
  organisationId: 'main',
  at: new Date('2026-11-02T09:00:00.123Z'),
  actor: 'person-1',
  act: 'raise-risk',
  subject: 'R-1',
  detail: { level: 'high', nested: { b: 1, a: [true, null, 1.5, 'é😀'] } },
  ...over,
});

const append = (count: number, over: Partial<AuditLine> = {}): Promise<void> =>
  db().tx(async (tx) => {
    for (let n = 1; n <= count; n++) await appendAudit(tx, line({ subject: `R-${n}`, ...over }));
  });

/** Does what only the owner of the tables could: works past the guards. */
async function tamper(...statements: string[]): Promise<void> {
  await db().tx(async (tx) => {
    await tx.query(
      'alter table crr_audit disable trigger all; alter table crr_audit_head disable trigger all',
    );
    for (const sql of statements) await tx.query(sql);
    await tx.query('alter table crr_audit enable trigger all; alter table crr_audit_head enable trigger all');
  });
}

beforeEach(() => tamper('truncate crr_audit', 'truncate crr_audit_head'));

it('verifies an empty log and a long one', async () => {
  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 0 });

  await append(30);

  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 30 });
});

it('links each line to the one before', async () => {
  await append(2);

  const rows = await db().query<{ prev_hash: string; hash: string }>(
    'select prev_hash, hash from crr_audit order by seq',
  );

  expect(rows[0]?.prev_hash).toBe('');
  expect(rows[1]?.prev_hash).toBe(rows[0]?.hash);
  expect(rows[1]?.hash).toMatch(/^[0-9a-f]{64}$/);
});

it('seals whatever people can type: NUL, lone surrogates, huge and tiny numbers', async () => {
  await append(1, {
    detail: { nul: '\u0000', half: '\ud83d', big: 1e300, small: 5e-324, minus: -0, gone: undefined },
  });
  await append(1, { detail: undefined });

  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 2 });
});

it('leaves no line and no gap when the transaction is rolled back', async () => {
  await append(1);
  const failing = db().tx(async (tx) => {
    await appendAudit(tx, line());
    throw new Error('no');
  });

  await expect(failing).rejects.toThrow('no');
  await append(1);
  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 2 });
});

it('numbers concurrent lines without a gap or a fork', async () => {
  await Promise.all(
    Array.from({ length: 25 }, (_, n) => db().tx((tx) => appendAudit(tx, line({ subject: `R-${n}` })))),
  );

  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 25 });
});

it('keeps one chain for each organisation', async () => {
  await append(2);
  await append(3, { organisationId: 'other' });
  await tamper(`update crr_audit set act = 'x' where organisation_id = 'other' and seq = 2`);

  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 2 });
  expect(await verifyAudit(db(), 'other')).toEqual({ ok: false, brokenAt: 2 });
});

it.each([
  `update crr_audit set act = 'x'`,
  'update crr_audit set seq = seq where false',
  'delete from crr_audit',
  'truncate crr_audit',
  'delete from crr_audit_head',
  'truncate crr_audit_head',
])('refuses: %s', async (sql) => {
  await append(1);

  await expect(db().query(sql)).rejects.toMatchObject({ code: 'CRR01' });
  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 1 });
});

it.each([
  ['the actor of a line changed', 3, `update crr_audit set actor = 'person-2' where seq = 3`],
  ['the instant of a line moved', 4, `update crr_audit set at = at + interval '1 second' where seq = 4`],
  ['the detail of a line changed', 5, `update crr_audit set detail = '{"level":"low"}' where seq = 5`],
  [
    'the text of a detail rewritten to the same meaning',
    1,
    `update crr_audit set detail = (detail::text || ' ')::json where seq = 1`,
  ],
  ['a line taken out', 2, 'delete from crr_audit where seq = 2'],
  ['the first line taken out', 1, 'delete from crr_audit where seq = 1'],
  ['the last line taken out', 5, 'delete from crr_audit where seq = 5'],
  [
    'the last line taken out and the head moved back',
    4,
    'delete from crr_audit where seq = 5; update crr_audit_head set seq = 4',
  ],
  [
    'two lines exchanged',
    2,
    'update crr_audit set seq = 5 - seq + 100 where seq in (2, 3); update crr_audit set seq = seq - 100 where seq > 100',
  ],
  ['the head rewritten', 5, `update crr_audit_head set hash = 'x'`],
  [
    'the head moved back',
    5,
    'update crr_audit_head set seq = 4, hash = (select hash from crr_audit where seq = 4)',
  ],
  ['the head removed', 1, 'delete from crr_audit_head'],
])('finds %s', async (_, brokenAt, sql) => {
  await append(5);
  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 5 });

  await tamper(...sql.split(';'));

  expect(await verifyAudit(db(), 'main')).toEqual({ ok: false, brokenAt });
});

it('finds a well-sealed line that belongs after another line', async () => {
  await append(1, { act: 'first of another log' });
  await append(1);
  const foreign = await db().query<Record<string, unknown>>('select * from crr_audit where seq = 2');
  await tamper('truncate crr_audit', 'truncate crr_audit_head');
  await append(1);
  await db().query(`insert into crr_audit select * from json_populate_record(null::crr_audit, $1)`, [
    JSON.stringify(foreign[0]),
  ]);
  await db().query('update crr_audit_head set seq = 2, hash = $1', [foreign[0]?.hash]);

  expect(await verifyAudit(db(), 'main')).toEqual({ ok: false, brokenAt: 2 });
});

it('reads a long log in pages and finds a break beyond the first', async () => {
  await tamper(
    `insert into crr_audit select 'main', n, now(), '', '', '', 'null', '', '' from generate_series(1, 4500) n`,
    `insert into crr_audit_head values ('main', 4500, '')`,
  );
  expect(await verifyAudit(db(), 'main')).toEqual({ ok: false, brokenAt: 1 });

  await tamper('truncate crr_audit', 'truncate crr_audit_head');
  await append(4100);
  expect(await verifyAudit(db(), 'main')).toEqual({ ok: true, count: 4100 });
  await tamper(`update crr_audit set subject = 'R-0' where seq = 4050`);

  expect(await verifyAudit(db(), 'main')).toEqual({ ok: false, brokenAt: 4050 });
});

it('writes one text for equal values', () => {
  expect(canonicalJson({ b: [{ z: 1, y: undefined }], a: new Date(0) })).toBe(
    '{"a":"1970-01-01T00:00:00.000Z","b":[{"z":1}]}',
  );
});
