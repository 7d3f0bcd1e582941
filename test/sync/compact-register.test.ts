/** The service's table made shorter in a real workbook, with the formulas people read looking on. */
import { performance } from 'node:perf_hooks';
import { type RiskId } from '../../register/ids';
import { type Cut } from '../../register/store';
import { eventsGone, lastEvent, wantEvent } from '../../state/intents';
import { type State } from '../../state/state';
import { compactRegister } from '../../sync/compact-register';
import { verifyRegister } from '../../sync/rebuild/verify-register';
import { startWatch } from '../../sync/watch';
import { demoOrg } from './box';
import { aFullOffice, timings, type Office } from './rebuild/office';
import { withStates } from '../kit/state';

const states = withStates();
let office: Office & { state: State };
beforeEach(async () => {
  office = await aFullOffice(states);
});
afterEach(() => office.stop());

const lines = () => office.box.tenant.workbook.tableRows('Ev').length;

/** So many publications of one risk, read back. */
async function publishedOften(id: string, times: number): Promise<void> {
  const { state, store } = office;
  const payload = await lastEvent(state.db, state, id as RiskId);
  if (!payload) throw new Error(`Nothing was published for ${id}`);
  const at = { riskId: id as RiskId, region: demoOrg.regions[0]?.id as never };
  for (let sent = 0; sent < times; sent += 500) {
    const seqs = await state.db.query<{ seq: number }>(`select nextval('sheet_seq') as seq from generate_series(1, 500)`); // prettier-ignore
    const events = seqs.map(({ seq }) => ({ ...payload, seq }));
    // As after months: what was superseded before it was journalled here is long read back.
    await store.publish(events);
    await state.db.query(
      `insert into intent (organisation_id, seq, risk_id, region, kind, payload, state)
       select $1, s, $2, $3, 'event', $4, 'seen' from unnest($5::bigint[]) s`,
      [state.organisationId, at.riskId, at.region, JSON.stringify(payload), seqs.map((one) => one.seq)],
    );
  }
  await state.db.tx((tx) => wantEvent(tx, state, at, payload));
  await office.work(state);
}

async function cutNow(): Promise<Cut> {
  const outcome = await office.store.read(null);
  if (outcome.kind !== 'cut') throw new Error(outcome.kind);
  return outcome.cut;
}

/** Everything every cell of every region shows. */
const everything = () =>
  demoOrg.regions.map(({ id }) => {
    const { text, values } = office.box.tenant.workbook.tableRange(`Risks_${id}`, 'body');
    const hidden = office.box.tenant.workbook.columnRange(`Risks_${id}`, 'Service line', 'body').values;
    // The hidden number changes when the same values are published once more, and when lines before them go.
    return { text: text.map((row) => row.slice(0, -1)), count: values.length, isPublished: hidden.every(([line]) => Number(line) > 0) };
  }); // prettier-ignore

it('STO51, STO52 changes nothing that anybody sees, and is not taken for an older content', async () => {
  await publishedOften('NS-2026-0002', 2_500);
  const before = everything();

  const first = await compactRegister(office, await cutNow());
  // The first values of thirty risks stand at the head and still count.
  expect(first.acted).toBe(true);
  await office.work(office.state);
  expect(lines()).toBeGreaterThan(2_500);
  const second = await compactRegister(office, await cutNow());

  expect(second.acted).toBe(true);
  expect(lines()).toBeLessThan(100);
  expect(everything()).toEqual(before);
  const { events } = await cutNow();
  expect(await eventsGone(office.state.db, office.state, (events ?? []).map((one) => one.seq), null)).toEqual([]); // prettier-ignore
  const written = office.box.tenant.wire.length;
  await office.work(office.state);
  expect(office.box.tenant.wire).toHaveLength(written);
  expect(await verifyRegister(office.state, office.store, { secondLookMs: 0 })).toMatchObject({
    verdict: { differences: [] },
  });
});

it.each([
  ['took effect', 'before' as const],
  ['did not', 'never' as const],
])(
  'STO53 repeats nothing after an unknown outcome before it has looked again: the deletion %s',
  async (_, commit) => {
    await publishedOften('NS-2026-0002', 2_500);
    await compactRegister(office, await cutNow());
    await office.work(office.state);
    const before = everything();
    const cut = await cutNow();
    office.box.tenant.faults.add({
      match: { method: 'POST', path: '/delete' },
      answer: { status: 504, commit },
    });

    expect(await compactRegister(office, cut)).toMatchObject({ acted: true });
    // Asked again from the same reading: the lines it knows are looked for, and others are left alone.
    await office.store.compact?.(cut.events?.slice(0, 1_000).map((event) => event.seq) ?? []);

    expect(lines()).toBeGreaterThanOrEqual(30);
    expect(everything()).toEqual(before);
  },
);

it('STO53 deletes no line but those it was told, wherever people have put them', async () => {
  await publishedOften('NS-2026-0002', 1_000);
  const seqs = (await cutNow()).events?.map((event) => event.seq) ?? [];
  const count = lines();

  expect(await office.store.compact?.(seqs.slice(5, 500))).toMatchObject({
    kind: 'failed',
    code: 'changed-meanwhile',
  });
  expect(await office.store.compact?.(seqs)).toMatchObject({ kind: 'failed', code: 'changed-meanwhile' });
  expect(lines()).toBe(count);

  // The lease has passed on while the lines were looked at.
  expect(await office.store.compact?.(seqs.slice(0, 3), () => false)).toMatchObject({
    kind: 'failed',
    code: 'too-late',
  });
  expect(lines()).toBe(count);

  expect(await office.store.compact?.(seqs.slice(0, 3))).toEqual({ kind: 'ok' });
  expect(lines()).toBe(count - 3);
});

it('STO51 comes about by itself once nothing else is under way', async () => {
  await publishedOften('NS-2026-0002', 2_500);
  const before = everything();
  const watch = startWatch({ ...office, ...timings, pollMs: 200 });

  const deadline = performance.now() + 20_000;
  while (lines() > 100 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  await watch.stop();

  expect(lines()).toBeLessThan(100);
  expect(everything()).toEqual(before);
});
