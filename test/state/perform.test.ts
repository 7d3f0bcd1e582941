/** One click is one effect: keys, repeats, refusals, crashes. */
import { setTimeout as pause } from 'node:timers/promises';
import { decision, type Notice } from '../../register/decision';
import { refuse } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { commit } from '../../state/commit';
import { openDatabase } from '../../state/db';
import { enqueueEdit } from '../../state/outbox';
import { perform, type ActRequest } from '../../state/perform';
import { lockRisk, nextRiskId } from '../../state/risks';
import { type State } from '../../state/state';
import { aRisk, anRcm, personId, region, riskId } from '../kit/builders';
import { actsOn, aGate, countOf, keepRisk, riskNow, withStates } from '../kit/state';

const { database, aState } = withStates();
const rcm = anRcm();

const request = (parts: Partial<ActRequest> = {}): ActRequest => ({
  key: 'click-1',
  actor: rcm.person.id,
  verb: 'risk.raise',
  ...parts,
});

/** Raises a risk and answers its id. */
function raise(state: State, by: ActRequest) {
  return perform(state, by, async (tx) => {
    const id = await nextRiskId(tx, state, region('NS'), 2026);
    return {
      decision: decision({
        changes: [{ kind: 'risk', risk: aRisk({ id }), was: 0 }],
        audit: [{ act: 'raise-risk', actor: by.actor, subject: id, detail: {} }],
      }),
      answer: { id },
    };
  });
}

describe('a key', () => {
  it('DLV1 answers a repeat with what was answered then, and changes nothing', async () => {
    const state = await aState([rcm.person]);

    const answers = [await raise(state, request()), await raise(state, request())];

    expect(answers).toEqual([
      { kind: 'done', answer: { id: 'NS-2026-0001' }, replayed: false },
      { kind: 'done', answer: { id: 'NS-2026-0001' }, replayed: true },
    ]);
    expect(await countOf(state, 'risk')).toBe(1);
    expect(await actsOn(state)).toEqual(['raise-risk']);
  });

  it('DLV1 pressed ten times at once, over two pools, has one effect and one answer', async () => {
    const state = await aState([rcm.person]);
    const second = await openDatabase({ CRR_HOME: '', DATABASE_URL: database.url() }, database.log);
    const other: State = { ...state, db: second, jobs: { ...state.jobs, send: () => Promise.resolve(null) } };

    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => raise(index % 2 ? other : state, request())),
    );
    await second.close();

    expect(new Set(answers.map((one) => JSON.stringify('answer' in one && one.answer))).size).toBe(1);
    expect(answers.filter((one) => one.kind === 'done' && !one.replayed)).toHaveLength(1);
    expect(await countOf(state, 'risk')).toBe(1);
    expect(await countOf(state, 'intent')).toBe(2);
  });

  it('DLV2 counts for its actor, its verb and its organisation only', async () => {
    const [state, elsewhere] = [await aState([rcm.person]), await aState([rcm.person])];

    await raise(state, request());
    await raise(state, request({ actor: personId(77) }));
    await raise(state, request({ verb: 'risk.change' }));
    await raise(elsewhere, request());

    expect(await countOf(state, 'risk')).toBe(3);
    expect(await countOf(elsewhere, 'risk')).toBe(1);
  });

  it('acts without a key are each done', async () => {
    const state = await aState([rcm.person]);

    await raise(state, request({ key: null }));
    await raise(state, request({ key: null }));

    expect(await countOf(state, 'risk')).toBe(2);
    expect(await countOf(state, 'performed')).toBe(0);
  });

  it('an answer of null is replayed as null', async () => {
    const state = await aState([rcm.person]);
    const act = () =>
      perform(state, request(), () => Promise.resolve({ decision: decision({}), answer: null }));

    await act();

    expect(await act()).toEqual({ kind: 'done', answer: null, replayed: true });
  });
});

describe('what did not happen', () => {
  it('DLV3 a refusal is not remembered: the same key may succeed later', async () => {
    const state = await aState([rcm.person]);

    const refused = await perform(state, request(), () => Promise.resolve(refuse('unknown-person', {})));

    expect(refused).toMatchObject({ kind: 'refusal', code: 'unknown-person' });
    expect(await raise(state, request())).toMatchObject({ kind: 'done', replayed: false });
  });

  it('DLV3 a refusal undoes what was written on the way to it', async () => {
    const state = await aState([rcm.person]);

    await perform(state, request(), async (tx) => {
      await nextRiskId(tx, state, region('NS'), 2026);
      await enqueueEdit(tx, state, {
        conversationId: 'c', activityId: 'a', personId: rcm.person.id, view: { card: 'home' },
      }); // prettier-ignore
      return refuse('unknown-person', {});
    });

    expect(await countOf(state, 'outbox')).toBe(0);
    expect(await countOf(state, 'risk_number')).toBe(0);
  });

  it('DLV4 a crash inside the work leaves nothing at all', async () => {
    const state = await aState([rcm.person]);

    const crash = perform(state, request(), async (tx, at) => {
      const id = await nextRiskId(tx, state, region('NS'), 2026);
      await commit(tx, state, decision({ changes: [{ kind: 'risk', risk: aRisk({ id }), was: 0 }] }), at);
      throw new Error('power cut');
    });

    await expect(crash).rejects.toThrow('power cut');
    for (const table of ['risk', 'intent', 'snapshot', 'performed', 'risk_number', 'crr_audit'])
      expect([table, await countOf(state, table)]).toEqual([table, 0]);
    expect(await raise(state, request())).toMatchObject({ replayed: false });
  });

  it('DLV5 a decision taken on a stale record is refused whole, by code', async () => {
    const state = await aState([rcm.person]);
    const risk = await keepRisk(state);
    const stale = (level: 'low' | 'high') =>
      perform(state, request({ key: level }), () =>
        Promise.resolve({
          decision: decision({
            changes: [{ kind: 'risk', risk: { ...risk, version: 2, level }, was: 1 }],
            audit: [{ act: level, actor: rcm.person.id, subject: risk.id, detail: {} }],
          }),
          answer: level,
        }),
      );

    await stale('high');

    await expect(stale('low')).rejects.toMatchObject({ code: 'version-conflict' });
    expect(await riskNow(state, risk.id)).toMatchObject({ level: 'high', version: 2 });
    expect(await actsOn(state)).toEqual(['raise-risk', 'high']);
    expect(await countOf(state, 'performed')).toBe(1);
  });

  it('DLV5 a new record does not replace one with its id', async () => {
    const state = await aState([rcm.person]);
    const risk = await keepRisk(state);

    await expect(keepRisk(state, { summary: 'Another.' })).rejects.toMatchObject({
      code: 'version-conflict',
    });
    expect(await riskNow(state, risk.id)).toMatchObject({ summary: risk.summary });
  });
});

it('DLV6 a pressed card and a decision with notices that cross each other end without a deadlock', async () => {
  const state = await aState([rcm.person]);
  const [first, second] = [await keepRisk(state), await keepRisk(state, { id: riskId('NS-2026-0002') })];
  // A worker has taken the jobs of before, so both acts send new ones.
  await state.db.query(`delete from pgboss.job where name in ('sync', 'deliver')`);
  const change = (risk: Risk, notices: Notice[] = []) =>
    decision({
      changes: [{ kind: 'risk', risk: { ...risk, version: 2 }, was: 1 }],
      notices,
      audit: [{ act: 'press', actor: rcm.person.id, subject: risk.id, detail: {} }],
    });
  const notice: Notice = {
    key: 'note', event: 'level-raised', to: { kind: 'person', id: rcm.person.id }, channel: 'teams',
    region: null, riskId: null, subjectId: null, dueOn: null, items: [],
  }; // prettier-ignore
  const [queued, go] = [aGate(), aGate()];

  const pressed = perform(state, request(), async (tx) => {
    await lockRisk(tx, state, first.id);
    await enqueueEdit(tx, state, {
      conversationId: 'c', activityId: 'a', personId: rcm.person.id, view: { card: 'risk' },
    }); // prettier-ignore
    queued.open();
    await go.opened;
    return { decision: change(first), answer: 1 };
  });
  await queued.opened;
  const other = perform(state, request({ key: 'click-2' }), () =>
    Promise.resolve({ decision: change(second, [notice]), answer: 2 }),
  );
  await Promise.race([other, pause(300)]);
  go.open();
  await Promise.all([pressed, other]);

  expect(await actsOn(state)).toEqual(['raise-risk', 'raise-risk', 'press', 'press']);
  expect(await countOf(state, 'outbox')).toBe(2);
});
