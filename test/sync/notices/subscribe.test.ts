/** Subscriptions with the box: made, proved, renewed, made anew, taken away. */
import { setClockOffset } from '../../../state/clock';
import { changeSubscriptions } from '../../../state/change-subscriptions';
import { type State } from '../../../state/state';
import { lifeMs } from '../../../sync/notices/plan';
import { keepSubscriptions, secretHashOf, type SubscribingParts } from '../../../sync/notices/subscribe';
import { workbookResources } from '../../../sync/notices/resources';
import { startNoticeListener, type NoticeListener } from '../../kit/notice-listener';
import { aGate, withStates } from '../../kit/state';
import { startBox, type TestBox } from '../box';

const states = withStates();
let box: TestBox;
let listener: NoticeListener;
beforeAll(async () => {
  box = await startBox();
});
afterAll(() => box.stop());
beforeEach(async () => {
  listener = await startNoticeListener();
  for (const one of box.tenant.subscriptions.all()) await box.tenant.subscriptions.remove(one);
});
afterEach(() => listener.stop());

const parts = (state: State, more: Partial<SubscribingParts> = {}): SubscribingParts => ({
  state,
  graph: box.graph,
  url: listener.url,
  resources: () => Promise.resolve(workbookResources(box.config)),
  ...more,
});
const inGraph = () => box.tenant.subscriptions.all();
const events = () => states.database.log.lines.map((line) => line.event);

/** The box's clock does not go back: whatever comes after begins later. */
async function moveClocks(state: State, ms: number): Promise<void> {
  await box.tenant.clock.advance(ms);
  await setClockOffset(state.db, ms);
}

it('STO60 subscribes to the library, and looks at the register once more', async () => {
  const state = await states.aState();

  await keepSubscriptions(parts(state));

  expect(inGraph()).toMatchObject([
    {
      resource: '/drives/drive-1/root',
      notificationUrl: listener.url,
      lifecycleNotificationUrl: listener.url,
    },
  ]);
  expect(await state.jobs.send('sync', {})).toBeNull();
});

it('STO61 the secret is random, long, and kept as a hash only', async () => {
  const [state, other] = [await states.aState(), await states.aState()];

  await keepSubscriptions(parts(state));
  await keepSubscriptions(parts(other, { url: listener.url.replace('from=graph', 'from=elsewhere') }));

  const [one, two] = inGraph().map(({ clientState }) => String(clientState));
  const [kept] = await changeSubscriptions(state.db, state);
  expect(one).toMatch(/^[\w-]{43}$/);
  expect(one).not.toBe(two);
  expect(kept?.secretHash).toBe(secretHashOf(one ?? ''));
  expect(JSON.stringify(await state.db.query('select * from change_subscription'))).not.toContain(one);
});

it('STO60 makes anew what is gone, and takes its own old ones away', async () => {
  const state = await states.aState();
  await keepSubscriptions(parts(state));
  const [old] = inGraph();
  if (!old) throw new Error('Nothing was made');
  await box.tenant.subscriptions.remove(old);
  const { id: _, ...again } = old;
  const stray = await box.tenant.subscriptions.add(again);

  await keepSubscriptions(parts(state));

  const [now, ...more] = inGraph();
  expect(more).toEqual([]);
  expect([old.id, stray.id]).not.toContain(now?.id);
  expect(await changeSubscriptions(state.db, state)).toMatchObject([{ id: now?.id }]);
});

it('STO60 ends them when notices are switched off, and then asks Graph nothing', async () => {
  const state = await states.aState();
  await keepSubscriptions(parts(state));

  await keepSubscriptions(parts(state, { url: null }));
  expect(inGraph()).toEqual([]);
  expect(await changeSubscriptions(state.db, state)).toEqual([]);

  const asked = structuredClone(box.tenant.requests);
  await keepSubscriptions(parts(state, { url: null }));
  expect(box.tenant.requests).toEqual(asked);
});

it('STO67 an address that does not answer is told, and the service goes on', async () => {
  const state = await states.aState();
  listener.proof = 'refused';

  await keepSubscriptions(parts(state));

  expect(inGraph()).toEqual([]);
  expect(events()).toContain('notices-not-subscribed');
});

it('STO67 of two processes one looks after them', async () => {
  const state = await states.aState();
  const [begun, gate] = [aGate(), aGate()];
  const resources = async () => {
    begun.open();
    await gate.opened;
    return workbookResources(box.config);
  };
  const slow = keepSubscriptions(parts(state, { resources }));
  await begun.opened;

  await keepSubscriptions(parts(state));
  expect(inGraph()).toEqual([]);

  gate.open();
  await slow;
  expect(inGraph()).toHaveLength(1);
});

it('STO60 a second run changes nothing; one after half its life renews', async () => {
  const state = await states.aState();
  await keepSubscriptions(parts(state));
  const [made] = structuredClone(inGraph());

  await keepSubscriptions(parts(state));
  expect(inGraph()).toEqual([made]);

  await moveClocks(state, lifeMs / 2 + 60_000);
  await keepSubscriptions(parts(state));
  const [renewed] = inGraph();
  expect(renewed?.id).toBe(made?.id);
  expect(Date.parse(String(renewed?.expirationDateTime))).toBeGreaterThan(
    Date.parse(String(made?.expirationDateTime)) + lifeMs / 4,
  );
  expect(await changeSubscriptions(state.db, state)).toMatchObject([
    { expiresAt: new Date(String(renewed?.expirationDateTime)) },
  ]);
});
