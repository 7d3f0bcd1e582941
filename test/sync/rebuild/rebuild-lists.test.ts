/** The same in SharePoint lists: a lost database from the lists, a lost list from the database, and both held against each other. */
import { seedSample } from '../../../cli/seed';
import { type RiskId } from '../../../register/ids';
import { wantRecord } from '../../../state/register-records';
import { riskById } from '../../../state/risks';
import { type State } from '../../../state/state';
import { rebuildFromRegister } from '../../../sync/rebuild/from-register';
import { rebuildToRegister } from '../../../sync/rebuild/to-register';
import { verifyRegister } from '../../../sync/rebuild/verify-register';
import { createListsStore } from '../../../sync/stores/lists/lists-store';
import { ensureLists } from '../../../sync/stores/lists/provision';
import { itemsOf, itemWith, listOf, typeInto } from '../../kit/lists';
import { aConsultation, aReviewRecord } from '../../kit/records';
import { withStates } from '../../kit/state';
import { demoOrg, startBox, type TestBox } from '../box';
import { aService, timings, toldBySheet, work } from './office';

const states = withStates();
let box: TestBox;
let state: State;
// A store remembers what it has read, as the process does that it belongs to.
const aStore = () => createListsStore(box.graph, box.config, demoOrg);
beforeEach(async () => {
  box = await startBox();
  await ensureLists(box.graph, box.config, demoOrg);
  state = await aService(states, box);
  await seedSample(state);
  await work(state, aStore());
}, 60_000);
afterEach(() => box.stop());

async function differences(of: State): Promise<string[]> {
  const verified = await verifyRegister(of, aStore(), { secondLookMs: 0 });
  if (verified.kind !== 'verified') throw new Error(verified.code);
  return verified.verdict.differences.map(({ code, subject, column }) => [code, subject, column].join(' '));
}

const rebuildTo = () =>
  rebuildToRegister({
    state, store: aStore(), ...timings, provision: () => ensureLists(box.graph, box.config, demoOrg),
    onProgress: () => undefined, pauseMs: 10, patienceMs: 5_000,
  }); // prettier-ignore

it('STO46, STO50 rebuilds every risk from lists, and takes what was typed meanwhile by the rules for edits', async () => {
  const before = await toldBySheet(state);
  expect(await differences(state)).toEqual([]);
  const fresh = await aService(states, box);

  const outcome = await rebuildFromRegister(fresh, aStore(), { isDryRun: false });

  expect(outcome).toMatchObject({ kind: 'done', notes: [], counts: { risks: 30, withoutLine: 0 } });
  expect(await toldBySheet(fresh)).toEqual(before);
  const written = box.tenant.lists.writes.length;
  await work(fresh, aStore());
  expect(box.tenant.lists.writes).toHaveLength(written);
  expect(await differences(fresh)).toEqual([]);

  const again = await aService(states, box);
  await typeInto(box, 'NS', 'NS-2026-0002', 'Level', 'Very high');
  await rebuildFromRegister(again, aStore(), { isDryRun: false });
  await work(again, aStore());
  expect((await riskById(again.db, again, 'NS-2026-0002' as RiskId))?.level).toBe('very-high');
}, 60_000);

it('STO49 writes a lost list anew, each row once and with its values', async () => {
  const before = await toldBySheet(state);
  await box.tenant.lists.remove(listOf(box, 'NS').id);

  const outcome = await rebuildTo();

  expect(outcome).toMatchObject({ kind: 'done', wasCreated: true });
  expect(itemWith(listOf(box, 'NS'), 'NS-2026-0002').shows('Status')).not.toBe('');
  expect(await toldBySheet(state)).toEqual(before);
  expect(await differences(state)).toEqual([]);
}, 60_000);

it('STO75 makes lost records again, each once and no other, and tells of them before', async () => {
  const records = [aReviewRecord(0), aReviewRecord(7), aConsultation('act-1')];
  for (const record of records) await wantRecord(state.db, state, record);
  expect(await rebuildTo()).toMatchObject({ kind: 'done', wasCreated: false, records: 0 });
  const reviews = () => box.tenant.lists.list('Risk_Reviews');
  expect(reviews().items()).toHaveLength(2);
  expect(await differences(state)).toEqual([]);
  await box.tenant.lists.remove(reviews().id);
  expect(await differences(state)).toEqual(records.slice(0, 2).map(({ key }) => `record-missing ${key} `));
  const from = box.tenant.lists.writes.length;

  expect(await rebuildTo()).toMatchObject({ kind: 'done', wasCreated: false, records: 2 });

  expect(
    itemsOf(reviews())
      .map((item) => item.shows('Service key'))
      .sort(),
  ).toEqual(records.slice(0, 2).map(({ key }) => key));
  expect(box.tenant.lists.writes.slice(from).map((write) => write.list)).toEqual([
    'Risk_Reviews',
    'Risk_Reviews',
  ]);
  expect(await differences(state)).toEqual([]);
}, 60_000);
