/** Somebody unhides the service's table and types a sequence nothing could follow: neither rebuild does, and what follows works. */
import { type State } from '../../../state/state';
import { rebuildFromRegister } from '../../../sync/rebuild/from-register';
import { rebuildToRegister, type ToRegister } from '../../../sync/rebuild/to-register';
import { verifyRegister } from '../../../sync/rebuild/verify-register';
import { letterOf } from '../../../sync/stores/excel/look';
import { ensureWorkbook } from '../../../sync/stores/excel/provision';
import { demoOrg } from '../box';
import { withStates } from '../../kit/state';
import { aFullOffice, timings, type Office } from './office';

const states = withStates();
const forged = 9_007_199_254_740_990;
const risk = 'NS-2026-0002';
let office: Office & { state: State };
beforeEach(async () => {
  office = await aFullOffice(states);
});
afterEach(() => office.stop());

const rebuildTo = (state: State): Promise<ToRegister> =>
  rebuildToRegister({
    state, store: office.store, ...timings, provision: () => ensureWorkbook(office.box.graph, office.box.config, demoOrg),
    onProgress: () => undefined, pauseMs: 10, patienceMs: 5_000,
  }); // prettier-ignore

async function differences(state: State): Promise<string[]> {
  const verified = await verifyRegister(state, office.store, { secondLookMs: 0 });
  if (verified.kind !== 'verified') throw new Error(verified.code);
  return verified.verdict.differences.map(({ code, subject }) => `${code} ${subject}`);
}

/** Types over the sequence of the newest line of this risk. */
async function forge(riskId: string, seq: number): Promise<void> {
  const { workbook } = office.box.tenant;
  const row = workbook.tableRange('Ev', 'all').values.findLastIndex((line) => line[1] === riskId);
  await workbook.patchRange(workbook.worksheet('_service').id, `${letterOf(1)}${row + 1}`, { values: [[seq]] }); // prettier-ignore
}

async function deleteForged(): Promise<void> {
  const { workbook } = office.box.tenant;
  const at = workbook.tableRows('Ev').findIndex(({ values }) => values[0] === forged);
  await workbook.deleteTableRow('Ev', at);
}

it('STO76 --to register lists the line and follows it not; once it is deleted every pass works and all is as published', async () => {
  const right = office.shown(risk, 'Level');
  await forge(risk, forged);

  const outcome = await rebuildTo(office.state);

  expect(outcome).toMatchObject({ kind: 'done', put: { foreign: [forged] } });
  expect(await differences(office.state)).toEqual([`foreign-line ${forged}`]);
  await deleteForged();
  expect(await rebuildTo(office.state)).toMatchObject({ kind: 'done', put: { foreign: [] } });
  expect(office.shown(risk, 'Level')).toBe(right);
  expect(await differences(office.state)).toEqual([]);
  await office.type(risk, 'Change level', 'Very high');
  await office.work(office.state);
  expect(office.shown(risk, 'Level')).toBe('Very high');
  expect(await differences(office.state)).toEqual([]);
});

it('STO76 --from register lists the line and leaves it out; the risk is published anew below it', async () => {
  await forge(risk, forged);
  const fresh = await office.aService();
  await fresh.db.query(`select setval('sheet_seq', 1)`);

  const outcome = await rebuildFromRegister(fresh, office.store, { isDryRun: false });

  expect(outcome).toMatchObject({
    kind: 'done',
    notes: [
      { kind: 'not-published', riskId: risk },
      { kind: 'foreign-line', seq: forged },
    ],
  });
  await office.work(fresh);
  await deleteForged();
  await office.work(fresh);
  await office.type('NS-2026-0003', 'Change level', 'Very high');
  await office.work(fresh);
  expect(office.shown('NS-2026-0003', 'Level')).toBe('Very high');
  expect(office.shown(risk, 'Status')).toBe('Reported');
  expect(await differences(fresh)).toEqual([]);
});

it('STO76 a high number that was followed once is no stranger to a rebuild', async () => {
  await forge(risk, 999_999_999_999);
  await office.work(office.state);
  const fresh = await office.aService();
  await fresh.db.query(`select setval('sheet_seq', 1)`);

  expect(await rebuildFromRegister(fresh, office.store, { isDryRun: false })).toMatchObject({ notes: [] });

  const [next] = await fresh.db.query<{ seq: number }>(`select nextval('sheet_seq') as seq`);
  expect(next?.seq).toBeGreaterThan(1_000_000_000_000);
});
