/** A lost database made whole from the workbook, a lost workbook from the database, and both held against each other. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type RiskId } from '../../../register/ids';
import { type EventRow } from '../../../register/store';
import { takeLease } from '../../../state/lease';
import { riskById, risksOf } from '../../../state/risks';
import { type State } from '../../../state/state';
import { rebuildFromRegister } from '../../../sync/rebuild/from-register';
import { rebuildToRegister, type ToRegister } from '../../../sync/rebuild/to-register';
import { verifyRegister, type Verdict } from '../../../sync/rebuild/verify-register';
import { letterOf } from '../../../sync/stores/excel/look';
import { ensureWorkbook } from '../../../sync/stores/excel/provision';
import { createExcelStore } from '../../../sync/stores/excel/workbook-store';
import { demoOrg } from '../box';
import { actsOn, countOf, withStates } from '../../kit/state';
import { aFullOffice, deleteLine, NS, timings, toldBySheet, type Office } from './office';

const states = withStates();
let office: Office & { state: State };
beforeEach(async () => {
  office = await aFullOffice(states);
});
afterEach(() => office.stop());

const verdictOf = async (state: State): Promise<Verdict> => {
  const verified = await verifyRegister(state, office.store, { secondLookMs: 0 });
  if (verified.kind !== 'verified') throw new Error(verified.code);
  return verified.verdict;
};
const differences = async (state: State) =>
  (await verdictOf(state)).differences.map(({ code, subject, column }) => [code, subject, column].join(' '));

const rebuildTo = (state: State): Promise<ToRegister> =>
  rebuildToRegister({
    state, store: office.store, ...timings, provision: () => ensureWorkbook(office.box.graph, office.box.config, demoOrg),
    onProgress: () => undefined, pauseMs: 10, patienceMs: 5_000,
  }); // prettier-ignore

it('STO46 rebuilds every risk with all that the sheet tells of it, and then writes nothing', async () => {
  const before = await toldBySheet(office.state);
  const fresh = await office.aService();

  const outcome = await rebuildFromRegister(fresh, office.store, { isDryRun: false });

  expect(outcome).toMatchObject({ kind: 'done', notes: [], counts: { risks: 30, withoutLine: 0 } });
  expect(await toldBySheet(fresh)).toEqual(before);
  const written = office.box.tenant.wire.length;
  await office.work(fresh);
  expect(office.box.tenant.wire).toHaveLength(written);
  expect(await toldBySheet(fresh)).toEqual(before);
  expect(await differences(fresh)).toEqual([]);
});

it('STO46 takes what people typed and nobody had taken yet, by the rules for edits', async () => {
  await office.type('NS-2026-0002', 'Notes', 'Ring twice');
  await office.type('NS-2026-0002', 'Change level', 'Very high');
  await office.type('NS-2026-0002', 'Change owner', 'Nobody We Know');
  const fresh = await office.aService();
  await rebuildFromRegister(fresh, office.store, { isDryRun: false });

  // The service that had not lost anything, and the rebuilt one, read the same edits.
  await office.work(fresh);

  expect((await riskById(fresh.db, fresh, 'NS-2026-0002' as RiskId))?.level).toBe('very-high');
  expect(await actsOn(fresh, 'NS-2026-0002')).toEqual([
    'rebuilt-from-the-register',
    'change-risk',
    'edited-in-the-register',
  ]);
  expect(office.shown('NS-2026-0002', 'Level')).toBe('Very high');
  expect(office.shown('NS-2026-0002', 'Check')).toContain('Change owner: please use the name');
  expect(office.shown('NS-2026-0002', 'Notes')).toBe('Ring twice');
});

it('STO46 keeps an open conflict open', async () => {
  const conflicts = async (state: State) => {
    const rows = await state.db.query<{ conflicts: object[] }>(
      `select doc -> 'conflicts' as conflicts from snapshot where organisation_id = $1 and doc -> 'conflicts' <> '[]'`,
      [state.organisationId],
    );
    return rows.map((row) => row.conflicts);
  };
  const conflict = [{ field: 'level', sheet: 'Low', service: 'High' }];
  await office.state.db.query(
    `update snapshot set doc = jsonb_set(doc, '{conflicts}', $2) where organisation_id = $1 and risk_id = 'NS-2026-0002'`,
    [office.state.organisationId, JSON.stringify(conflict)],
  );
  await rebuildTo(office.state);
  expect(office.shown('NS-2026-0002', 'Check')).toContain('Teams says "High"');
  const fresh = await office.aService();

  await rebuildFromRegister(fresh, office.store, { isDryRun: false });

  expect(await conflicts(fresh)).toEqual([conflict]);
});

it('STO46 goes on above every sequence and every reference it found', async () => {
  const fresh = await office.aService();
  // A new database begins to count anew.
  await fresh.db.query(`select setval('sheet_seq', 1)`);
  await rebuildFromRegister(fresh, office.store, { isDryRun: false });
  const highest = Math.max(...(await eventsOf()).map((event) => event.seq));

  const [next] = await fresh.db.query<{ seq: number }>(`select nextval('sheet_seq') as seq`);
  const numbers = await fresh.db.query<{ last: number }>(
    `select last from risk_number where organisation_id = $1 and region = 'NS' and year = 2026`,
    [fresh.organisationId],
  );

  expect(next?.seq).toBeGreaterThan(highest);
  const references = [...(await toldBySheet(office.state)).keys()].filter((id) => id.startsWith('NS-2026-'));
  expect(numbers[0]?.last).toBe(Math.max(...references.map((id) => Number(id.slice(8)))));
});

it('STO47 lists by Risk ID and column what it could not understand, and keeps it before people’s eyes', async () => {
  await setPublished('NS-2026-0002', 'owner', 'Somebody Who Left');
  const fresh = await office.aService();

  const outcome = await rebuildFromRegister(fresh, office.store, { isDryRun: false });

  expect(outcome).toMatchObject({
    notes: [{ kind: 'not-understood', riskId: 'NS-2026-0002', column: 'now:owner' }],
  });
  await office.work(fresh);
  expect(office.shown('NS-2026-0002', 'Check')).toContain('Somebody Who Left');
});

it('STO47 tells of risks without a line, lines without values, copies and strange references', async () => {
  await deleteLine(office.box, 'NS-2026-0002');
  const row = {
    caseRef: 'MOS-90777',
    atRisk: 'Client',
    summary: 'Typed by hand',
    notes: '',
    publication: null,
  };
  const [own, twice, strange] = ['NS-2026-0990', 'NS-2026-0003', 'ask Olive'];
  await office.store.appendRows(NS, [own, twice, strange].map((id) => ({ ...row, riskId: id as RiskId, region: NS }))); // prettier-ignore
  const fresh = await office.aService();

  const outcome = await rebuildFromRegister(fresh, office.store, { isDryRun: false });

  if (outcome.kind !== 'done') throw new Error(outcome.kind);
  expect(outcome.notes).toEqual([
    { kind: 'no-line', riskId: 'NS-2026-0002' },
    { kind: 'twice', riskId: 'NS-2026-0003' },
    { kind: 'not-published', riskId: 'NS-2026-0990' },
    { kind: 'no-risk-id', region: 'NS', line: expect.any(Number) as number },
  ]);
  expect(JSON.stringify(outcome)).not.toContain('Olive');
  const typed = await riskById(fresh.db, fresh, 'NS-2026-0990' as RiskId);
  expect(typed).toMatchObject({ caseRef: 'MOS-90777', summary: 'Typed by hand', status: 'reported' });
});

it('STO47 remembers lines that were registered already', async () => {
  const line = {
    caseRef: 'MOS-90888',
    atRisk: '',
    summary: 'A line of my own',
    notes: '',
    publication: null,
  };
  await office.store.appendRows(NS, [{ ...line, riskId: '' as RiskId, region: NS }]);
  await office.work(office.state);
  const fresh = await office.aService();
  await rebuildFromRegister(fresh, office.store, { isDryRun: false });

  await office.work(fresh);

  expect(await countOf(fresh, 'risk')).toBe(31);
});

it('STO48 refuses a database that holds a register, and one whose lease somebody has', async () => {
  expect(await rebuildFromRegister(office.state, office.store, { isDryRun: false })).toEqual({
    kind: 'not-empty',
  });

  const fresh = await office.aService();
  await takeLease(fresh.db, { ...fresh, name: 'register', holder: 'a service', ttlMs: 60_000 });
  expect(await rebuildFromRegister(fresh, office.store, { isDryRun: false })).toEqual({ kind: 'busy' });
  expect(await rebuildTo(fresh)).toEqual({ kind: 'busy' });
});

it('STO48 refuses a register of which parts are missing, and changes nothing', async () => {
  const { box } = office;
  const sheet = box.tenant.workbook.worksheet('_service').id;
  await box.tenant.workbook.patchRange(sheet, 'C2', { values: [['x']] });
  const partial = {
    ...demoOrg,
    regions: [...demoOrg.regions, { ...demoOrg.regions[0], id: 'ZZ', name: 'New' }],
  };
  const store = createExcelStore(box.graph, box.config, partial as typeof demoOrg);
  const fresh = await office.aService();
  const written = box.tenant.wire.length;

  const outcome = await rebuildFromRegister(fresh, store, { isDryRun: false });
  const other = await rebuildToRegister({
    state: office.state, store, ...timings, provision: () => Promise.resolve('present'),
    onProgress: () => undefined, pauseMs: 10, patienceMs: 1_000,
  }); // prettier-ignore

  const problems = [{ code: 'missing-table', region: 'ZZ', object: 'Risks_ZZ' }];
  expect([outcome, other]).toEqual([
    { kind: 'incomplete', problems },
    { kind: 'incomplete', problems },
  ]);
  expect(await countOf(fresh, 'risk')).toBe(0);
  expect(box.tenant.wire).toHaveLength(written);
});

it('STO48 leaves no trace of a trial', async () => {
  const fresh = await office.aService();

  const outcome = await rebuildFromRegister(fresh, office.store, { isDryRun: true });

  expect(outcome).toMatchObject({
    kind: 'done',
    counts: { risks: 30 },
    regions: { NS: expect.any(Number) as number },
  });
  for (const table of ['risk', 'snapshot', 'intent', 'crr_audit', 'risk_number', 'register_memory'])
    expect([table, await countOf(fresh, table)]).toEqual([table, 0]);
});

it('STO49 writes a lost workbook anew, with people’s own cells as last read, and nothing twice', async () => {
  await office.type('NS-2026-0002', 'Notes', 'Ring twice');
  await office.work(office.state);
  const before = await toldBySheet(office.state);
  const path = join(office.box.home, office.box.config.CRR_WORKBOOK_NAME);
  await rename(path, `${path}.lost`);
  await until(() => office.box.tenant.workbook.state() === 'missing');

  expect(await rebuildTo(office.state)).toMatchObject({ kind: 'done', wasCreated: true, put: { rows: 30 } });

  expect(await toldBySheet(office.state)).toEqual(before);
  expect(office.shown('NS-2026-0002', 'Notes')).toBe('Ring twice');
  expect(await differences(office.state)).toEqual([]);
  const fresh = await office.aService();
  await rebuildFromRegister(fresh, office.store, { isDryRun: false });
  expect(await toldBySheet(fresh)).toEqual(before);
});

it('STO49 puts lines back that people deleted, except those of entries that are over', async () => {
  const over = (await risksOf(office.state.db, office.state)).find((risk) => risk.status === 'inactive');
  const gone = ['NS-2026-0002', 'NS-2026-0003', String(over?.id)];
  for (const id of gone) await deleteLine(office.box, id);
  await office.work(office.state);

  const outcome = await rebuildTo(office.state);

  expect(outcome).toMatchObject({ kind: 'done', wasCreated: false, put: { rows: 2 } });
  expect(office.shown('NS-2026-0002', 'Status')).not.toBe('');
  expect(() => office.shown(String(over?.id), 'Status')).toThrow('No line');
  expect(await actsOn(office.state, 'NS-2026-0002')).toContain('row-rebuilt');
});

it('STO49 publishes anew what was changed, taken out or overruled in the service’s own table', async () => {
  const ids = ['NS-2026-0002', 'NS-2026-0003', 'NS-2026-0004'];
  const right = ids.map((id) => office.shown(id, 'Level'));
  const { workbook } = office.box.tenant;
  const lineOf = (id: string) => workbook.tableRows('Ev').findLastIndex(({ values }) => values[1] === id);
  await setPublished('NS-2026-0002', 'level', 'Wrong');
  await workbook.deleteTableRow('Ev', lineOf('NS-2026-0003'));
  const foreign = workbook.tableRows('Ev')[lineOf('NS-2026-0004')]?.values ?? [];
  const level = workbook.tableRange('Ev', 'header').values[0]?.indexOf('level') ?? -1;
  await workbook.appendRows('Ev', [foreign.map((cell, index) => (index === 0 ? 999_999 : index === level ? 'Wrong' : cell))]); // prettier-ignore
  expect(ids.map((id) => office.shown(id, 'Level'))).toEqual(['Wrong', '', 'Wrong']);

  expect(await rebuildTo(office.state)).toMatchObject({ kind: 'done' });

  expect(ids.map((id) => office.shown(id, 'Level'))).toEqual(right);
});

it('STO50 finds nothing where nothing differs, and typing not yet taken is no difference', async () => {
  await office.type('NS-2026-0002', 'Notes', 'Ring twice');

  const verdict = await verdictOf(office.state);

  expect(verdict).toMatchObject({
    differences: [],
    waiting: ['NS-2026-0002'],
    late: [],
    auditBrokenAt: null,
  });
  expect(verdict.checked).toMatchObject({ risks: 30, lines: 30, published: 30 });
});

it('STO50 names every kind of difference by Risk ID and column, and nothing that people typed', async () => {
  await deleteLine(office.box, 'NS-2026-0002');
  await setPublished('NS-2026-0003', 'level', 'Wrong');
  await office.type('NS-2026-0004', 'Risk ID', 'Olive knows');
  await office.type('NS-2026-0001', 'Status', 'Whatever');
  const last = office.box.tenant.workbook.tableRows('Ev').at(-1);
  await office.box.tenant.workbook.appendRows('Ev', [(last?.values ?? []).map((cell, index) => (index === 0 ? 999_999 : cell))]); // prettier-ignore

  const found = await differences(office.state);

  expect(found).toEqual(
    expect.arrayContaining([
      'row-missing NS-2026-0002 ',
      'row-missing NS-2026-0004 ',
      'value-edited NS-2026-0003 now:level',
      'foreign-line 999999 ',
      'formula-missing NS now:status',
      expect.stringMatching(/^row-unknown NS line \d+ $/) as string,
      expect.stringMatching(/^typed-over NS line \d+ now:status$/) as string,
    ]),
  );
  expect(found).toHaveLength(7);
});

it('STO50 tells of an audit that was changed and of writes that never arrive', async () => {
  const { db, organisationId } = office.state;
  await db.tx(async (tx) => {
    await tx.query('alter table crr_audit disable trigger user');
    await tx.query(`update crr_audit set act = 'nothing' where organisation_id = $1 and seq = 3`, [
      organisationId,
    ]);
    await tx.query('alter table crr_audit enable trigger user');
    await tx.query(
      `insert into intent (organisation_id, risk_id, region, kind, payload, created_at)
       values ($1, 'NS-2026-0002', 'NS', 'row', '{}', clock_timestamp() - interval '2 hours')`,
      [organisationId],
    );
  });

  expect(await verdictOf(office.state)).toMatchObject({
    auditBrokenAt: 3,
    late: [{ riskId: 'NS-2026-0002', kind: 'row' }],
  });
});

it('STO50 says that it could not look when the register cannot be read', async () => {
  office.box.tenant.faults.add({
    match: { method: 'GET', path: '/items/[^/]+$' },
    answer: { status: 403, commit: 'never' },
  });

  expect(await verifyRegister(office.state, office.store, { secondLookMs: 0 })).toEqual({
    kind: 'unavailable',
    code: 'denied',
  });
});

async function eventsOf(): Promise<EventRow[]> {
  const outcome = await office.store.read(null);
  if (outcome.kind !== 'cut') throw new Error(outcome.kind);
  return outcome.cut.events ?? [];
}

/** Somebody changes the newest value of a risk in the service's hidden table. */
async function setPublished(riskId: string, field: string, value: string): Promise<void> {
  const { workbook } = office.box.tenant;
  const view = workbook.tableRange('Ev', 'all');
  const column = view.values[0]?.indexOf(field) ?? -1;
  const row = view.values.findLastIndex((line) => line[1] === riskId);
  const sheet = workbook.worksheet('_service').id;
  await workbook.patchRange(sheet, `${letterOf(column + 1)}${row + 1}`, { values: [[value]] });
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('It never came about.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
