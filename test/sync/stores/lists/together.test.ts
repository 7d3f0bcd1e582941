/** Many items are written in few requests, and each still has an end of its own. */
import { type RegisterStore } from '../../../../register/store';
import { createListsStore } from '../../../../sync/stores/lists/lists-store';
import { ensureLists } from '../../../../sync/stores/lists/provision';
import { aNewRow, anEvent, NS, rowOf } from '../../../contract/register-store';
import { itemWith, listOf, typeInto } from '../../../kit/lists';
import { demoOrg, startBox, type TestBox } from '../../box';

const idOf = (number: number) => `NS-2026-${String(number).padStart(4, '0')}`;
const numbers = Array.from({ length: 60 }, (_, index) => index + 1);

describe('many items at once', () => {
  let box: TestBox;
  let store: RegisterStore;
  const sent: string[] = [];
  beforeAll(async () => {
    box = await startBox();
    await ensureLists(box.graph, box.config, demoOrg);
    const graph: typeof box.graph = {
      list: (call) => box.graph.list(call),
      send: (call) => {
        if (call.method !== 'GET') sent.push(call.path);
        return box.graph.send(call);
      },
    };
    store = createListsStore(graph, box.config, demoOrg);
  });
  afterAll(() => box.stop());
  beforeEach(() => {
    sent.length = 0;
  });
  afterEach(() => box.tenant.faults.clear());

  const events = (from: number, level = 'High') =>
    numbers.map((number) => anEvent(from + number, idOf(number), { values: { level } }));
  const levelOf = (number: number) => itemWith(listOf(box, NS), idOf(number)).shows('Level');
  const seqOf = async (number: number) => (await rowOf(store, idOf(number)))?.carried?.seq;
  const fault = (method: string, path: string, answer: object) =>
    box.tenant.faults.add({ match: { method, path }, times: 1, answer: answer as never });

  it('STO80 sixty lines are made with seven requests: one, two, four, eight, then as many as go', async () => {
    expect(await store.appendRows(NS, numbers.map((number) => aNewRow(idOf(number))))).toEqual({ kind: 'ok' }); // prettier-ignore

    expect(sent).toHaveLength(7);
    const cut = await store.read(null);
    expect(cut).toMatchObject({ kind: 'cut' });
    for (const number of numbers) expect(await rowOf(store, idOf(number))).not.toBeNull();
  });

  it('STO80 sixty lines are changed with as few, and asked to again nothing is written', async () => {
    expect(await store.publish(events(100))).toEqual({ kind: 'ok' });
    expect(sent).toHaveLength(7);
    expect(new Set(numbers.map(levelOf))).toEqual(new Set(['High']));

    expect(await store.publish(events(100))).toEqual({ kind: 'ok' });
    expect(sent).toHaveLength(7);
  });

  it('STO80 STO31 an item somebody saved meanwhile is looked at again and loses nothing, and the others go on', async () => {
    await typeInto(box, NS, idOf(40), 'Summary', 'Typed a moment ago');

    expect(await store.publish(events(200, 'Low'))).toEqual({ kind: 'ok' });

    expect(new Set(numbers.map(levelOf))).toEqual(new Set(['Low']));
    expect(itemWith(listOf(box, NS), idOf(40)).shows('Summary')).toBe('Typed a moment ago');
  });

  it('STO80 SHT34 an item that is refused among many is named alone, and all others are written', async () => {
    const { item } = itemWith(listOf(box, NS), idOf(50));
    fault('PATCH', `/items/${item.id}/fields`, { status: 403, code: 'accessDenied', commit: 'never' });

    expect(await store.publish(events(300))).toMatchObject({ kind: 'failed', refused: [idOf(50)] });

    expect(numbers.filter((number) => levelOf(number) !== 'High')).toEqual([50]);
    expect(await seqOf(60)).toBe(360);
  });

  it.each([
    [400, 'before it took effect', 'never'],
    [500, 'after it took effect', 'before'],
  ])('STO80 SHT21 leaves all of a request unknown that breaks (%i, %s); asked to again, each is written once', async (from, _when, commit) => {
    fault('POST', '/\\$batch$', { status: 504, commit });
    const wanted = events(from, from === 400 ? 'Medium' : 'Low');

    expect(await store.publish(wanted)).toMatchObject({ kind: 'unknown' });

    expect(await store.read(null)).toMatchObject({ kind: 'cut' });
    expect(await store.publish(wanted)).toEqual({ kind: 'ok' });
    expect(await Promise.all(numbers.map(seqOf))).toEqual(numbers.map((number) => from + number));
  }); // prettier-ignore

  it('STO80 SHT23 asked to be left alone in the middle of it, nothing further is sent', async () => {
    const { item } = itemWith(listOf(box, NS), idOf(7));
    fault('PATCH', `/items/${item.id}/fields`, { status: 429, retryAfter: 30, commit: 'never' });

    expect(await store.publish(events(600, 'Very high'))).toMatchObject({ code: 'throttled', retryAfterMs: 30_000 }); // prettier-ignore

    // One, two and four of them; the seventh was the one.
    expect(sent).toHaveLength(3);
    expect(levelOf(8)).toBe('Low');
  });

  it('STO80 SHT35 each is asked about before it leaves', async () => {
    let asked = 0;
    const mayStill = () => (asked += 1) <= 5;

    expect(await store.publish(events(700, 'Medium'), mayStill)).toMatchObject({ code: 'too-late' });

    expect(numbers.filter((number) => levelOf(number) === 'Medium')).toEqual([1, 2, 3, 4, 5]);
  });

  it('STO80 a tenant that takes no batches gets one after the other', async () => {
    box.tenant.faults.add({ match: { method: 'POST', path: '/\\$batch$' }, times: 1_000, answer: { status: 501, commit: 'never' } }); // prettier-ignore

    expect(await store.publish(events(800))).toEqual({ kind: 'ok' });

    expect(new Set(numbers.map(levelOf))).toEqual(new Set(['High']));
    expect(sent.filter((path) => path === '/$batch')).toHaveLength(1);
  });
});
