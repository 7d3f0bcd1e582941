/** Records in lists of their own, against lists served by the box. */
import { type RegisterRecord } from '../../register/register-records';
import { type RegisterStore } from '../../register/store';
import { createListsStore } from '../../sync/stores/lists/lists-store';
import { ensureLists } from '../../sync/stores/lists/provision';
import { colleague, columnNamed, itemsOf } from '../kit/lists';
import { aConsultation, aReviewRecord } from '../kit/records';
import { demoOrg, startBox, type TestBox } from '../sync/box';

let box: TestBox;
let store: Required<RegisterStore>;
beforeAll(async () => {
  box = await startBox();
  await ensureLists(box.graph, box.config, demoOrg);
});
beforeEach(() => {
  store = aStore();
});
afterAll(() => box.stop());
afterEach(() => box.tenant.faults.clear());

const aStore = () => createListsStore(box.graph, box.config, demoOrg) as Required<RegisterStore>;
const list = (name = 'Risk_Reviews') => box.tenant.lists.list(name);
const keysIn = (name?: string) => itemsOf(list(name)).map((item) => item.shows('Service key'));
const countOf = ({ key }: RegisterRecord) => keysIn().filter((one) => one === key).length;
const done = { kind: 'ok' };
/** Every test has reviews of its own. */
let number = 100;
const fresh = () => aReviewRecord((number += 1));

it('STO70 shows a signed review in the columns of its kind, days as days and counts as numbers', async () => {
  const record = fresh();

  expect(await store.record([record])).toEqual(done);

  const [item] = itemsOf(list()).filter((one) => one.shows('Service key') === record.key);
  const shown = ['Review', 'Region', 'Due on', 'Signed on', 'Signed by', 'As delegate', 'Lines looked at', 'Reviewed', 'No change']; // prettier-ignore
  expect(shown.map((heading) => item?.shows(heading))).toEqual(Object.values(record.cells));
  expect(columnNamed(list(), 'Lines looked at').number).toBeDefined();
  expect(columnNamed(list(), 'Due on').dateTime).toMatchObject({ format: 'dateOnly' });
});

it('STO70 shows a consultation in the list of its kind', async () => {
  const record = aConsultation('act-1');

  expect(await store.record([record])).toEqual(done);

  const [item] = itemsOf(list('Risk_Consultations'));
  expect(['Risk ID', 'Asked by', 'Who was asked', 'Answer'].map((heading) => item?.shows(heading))).toEqual([
    'EM-2026-0001', 'Mo Fen', 'Ellis Marsh', 'Consulted',
  ]); // prettier-ignore
});

it('STO72 makes a record once, whoever asks and however often', async () => {
  const [first, second] = [fresh(), fresh()];
  await store.record([first]);

  expect(await aStore().record([first, second])).toEqual(done);
  expect(await store.record([second, first])).toEqual(done);

  expect([countOf(first), countOf(second)]).toEqual([1, 1]);
});

it.each([
  ['a 504 after it took effect', { status: 504, commit: 'before' as const }, 'unknown', 1],
  ['a 503 before it took effect', { status: 503, commit: 'never' as const }, 'unknown', 0],
  ['a connection that breaks', { reset: true as const, commit: 'before' as const }, 'unknown', 1],
  ['an answer cut short', { truncate: true as const }, 'unknown', 1],
  ['a 409', { status: 409, commit: 'never' as const }, 'failed', 0],
  ['a 429', { status: 429, retryAfter: 7, commit: 'never' as const }, 'failed', 0],
])('STO6 STO72 tells %s as what it is, and sent again it makes one item', async (_what, answer, kind, written) => {
  const record = fresh();
  box.tenant.faults.add({ match: { method: 'POST', path: '/items$' }, answer });

  const outcome = await store.record([record]);

  expect(outcome.kind).toBe(kind);
  if ('retryAfter' in answer) expect(outcome).toMatchObject({ retryAfterMs: 7000, final: false });
  expect(countOf(record)).toBe(written);
  expect(await store.record([record])).toEqual(done);
  expect(countOf(record)).toBe(1);
}); // prettier-ignore

it('STO72 a refusal is believed when the key is not there, and those behind it are made all the same', async () => {
  const [refused, other] = [fresh(), fresh()];
  box.tenant.faults.add({ match: { method: 'POST', path: '/items$' }, answer: { status: 400, commit: 'never' } }); // prettier-ignore

  expect(await store.record([refused, other])).toMatchObject({
    kind: 'failed',
    code: 'invalid',
    final: true,
  });

  expect([countOf(refused), countOf(other)]).toEqual([0, 1]);
});

it('STO72 writes an item never again, whatever people make of it and add', async () => {
  const record = fresh();
  await store.record([record]);
  await list().addColumn({ name: 'Ours', displayName: 'Our note', text: {} });
  const [item] = itemsOf(list()).filter((one) => one.shows('Service key') === record.key);
  await list().change(item?.item.id ?? 0, { Ours: 'Seen by the board', Title: 'Week 48' }, colleague(box));
  const from = box.tenant.lists.writes.length;

  expect(await aStore().record([record])).toEqual(done);

  expect(box.tenant.lists.writes.slice(from).map((write) => write.method)).toEqual(['POST']);
  const [still] = itemsOf(list()).filter((one) => one.shows('Service key') === record.key);
  expect([still?.shows('Our note'), still?.shows('Review')]).toEqual(['Seen by the board', 'Week 48']);
});

it('STO72 looks a key up by its index, so that a large list answers too', async () => {
  const record = fresh();
  await store.record([record]);
  for (let extra = 0; extra < 5_001; extra += 1) void list().add({ Title: `Added ${extra}` }, colleague(box));
  await list().settled();

  expect(await store.record([record])).toEqual(done);

  expect(countOf(record)).toBe(1);
});

it('STO75 tells the keys that stand there, of both lists', async () => {
  const record = fresh();
  await store.record([record, aConsultation('act-9')]);

  const told = await store.recordKeys();

  expect(told).toMatchObject({ kind: 'keys' });
  const keys = told.kind === 'keys' ? [...told.keys] : [];
  expect(keys).toEqual(expect.arrayContaining([record.key, 'consultation:act-9:office']));
});

it('STO75 says so when the keys cannot be read', async () => {
  box.tenant.faults.add({
    match: { method: 'GET', path: '/items' },
    answer: { status: 403, commit: 'never' },
  });

  expect(await store.recordKeys()).toEqual({ kind: 'unavailable', code: 'denied', retryAfterMs: null });
});
