/** A decision made true: everything it says in one transaction, and nothing twice. */
import { decision } from '../../register/decision';
import { verifyAudit } from '../../state/audit';
import { commit } from '../../state/commit';
import { markReminded, remindersGiven } from '../../state/reminders';
import { nextRiskId } from '../../state/risks';
import { today } from '../../state/time';
import { aPerson, aProposal, aReview, aRisk, aRom, personId, region, riskId } from '../kit/builders';
import { actsOn, changeInTeams, countOf, keepMonitored, keepRisk, riskNow, toldBy, withStates } from '../kit/state'; // prettier-ignore

const { database, aState } = withStates();
const rom = aRom().person;
const jobs = (name: string) => database.db().query(`select 1 from pgboss.job where name = $1`, [name]);

it('DLV7 a new risk brings one row, one event, its merge base, its audit line and a wake-up, together', async () => {
  const state = await aState([rom]);
  await state.db.query(`delete from pgboss.job where name in ('sync', 'deliver')`);

  const risk = await keepRisk(state);

  const rows = await state.db.query<{ kind: string; risk_id: string; state: string }>(
    'select kind, risk_id, state from intent where organisation_id = $1 order by seq',
    [state.organisationId],
  );
  expect(rows).toEqual([
    { kind: 'row', risk_id: risk.id, state: 'pending' },
    { kind: 'event', risk_id: risk.id, state: 'pending' },
  ]);
  expect(await countOf(state, 'snapshot')).toBe(1);
  expect(await actsOn(state, risk.id)).toEqual(['raise-risk']);
  expect([await jobs('sync'), await jobs('deliver')].map((found) => found.length)).toEqual([1, 0]);
});

it('DLV7 a change that shows nothing new in the sheet sends nothing there', async () => {
  const state = await aState([rom]);
  const risk = await keepMonitored(state);
  const before = await countOf(state, 'intent');

  await changeInTeams(state, rom.id, {
    riskId: risk.id,
    change: { level: { to: 'low', reason: 'Seen again.' } },
  });
  expect((await riskNow(state, risk.id)).version).toBe(2);
  expect(await countOf(state, 'intent')).toBe(before);

  await changeInTeams(state, rom.id, {
    riskId: risk.id,
    change: { level: { to: 'high', reason: 'It bit.' } },
  });
  expect(await countOf(state, 'intent')).toBe(before + 1);
});

it('DLV4 a rolled back decision leaves no record, no intent, no message, no audit line and no job', async () => {
  const state = await aState([rom]);
  await state.db.query(`delete from pgboss.job where name in ('sync', 'deliver')`);

  const crash = state.db.tx(async (tx) => {
    const at = await today(tx, state);
    const id = await nextRiskId(tx, state, region('NS'), 2026);
    const made = decision({
      changes: [
        { kind: 'risk', risk: aRisk({ id }), was: 0 },
        { kind: 'worksheet-review', review: aReview(), was: 0 },
        { kind: 'proposal', proposal: aProposal(), was: 0 },
      ],
      notices: [{ key: 'k', event: 'risk-reported', to: { kind: 'person', id: rom.id }, channel: 'teams', region: null, riskId: id, subjectId: null, dueOn: null, items: [] }],
      audit: [{ act: 'raise-risk', actor: rom.id, subject: id, detail: {} }],
    }); // prettier-ignore
    await commit(tx, state, made, at);
    throw new Error('power cut');
  });

  await expect(crash).rejects.toThrow('power cut');
  for (const table of ['risk', 'worksheet_review', 'proposal', 'intent', 'snapshot', 'outbox', 'crr_audit'])
    expect([table, await countOf(state, table)]).toEqual([table, 0]);
  expect([await jobs('sync'), await jobs('deliver')].flat()).toEqual([]);
});

it('DLV5 when one record of several is stale, none is written', async () => {
  const state = await aState([rom]);
  const risk = await keepRisk(state);

  const mixed = state.db.tx(async (tx) =>
    commit(
      tx,
      state,
      decision({
        changes: [
          { kind: 'risk', risk: { ...risk, version: 2, level: 'high' }, was: 1 },
          { kind: 'worksheet-review', review: aReview({ version: 5 }), was: 4 },
        ],
      }),
      await today(tx, state),
    ),
  );

  await expect(mixed).rejects.toMatchObject({ code: 'version-conflict' });
  expect(await riskNow(state, risk.id)).toMatchObject({ version: 1, level: null });
});

it('DLV8 the audit chain holds after forty commits at once, and every line has its place', async () => {
  const state = await aState([rom]);

  await Promise.all(
    Array.from({ length: 40 }, (_, index) => keepRisk(state, { id: riskId(`NS-2026-${String(index + 1).padStart(4, '0')}`) })),
  ); // prettier-ignore

  expect(await verifyAudit(state.db, state.organisationId)).toEqual({ ok: true, count: 40 });
});

it('DLV9 references are never given twice, and go on after risks that came by another way', async () => {
  const state = await aState([rom]);
  await keepRisk(state, { id: riskId('NS-2026-0041') });
  const next = () => state.db.tx((tx) => nextRiskId(tx, state, region('NS'), 2026));

  const given = await Promise.all(Array.from({ length: 12 }, next));
  await keepRisk(state, { id: riskId('NS-2026-0100') });

  expect(new Set(given).size).toBe(12);
  expect([...given].sort()[0]).toBe('NS-2026-0042');
  expect(await next()).toBe('NS-2026-0101');
  expect(await state.db.tx((tx) => nextRiskId(tx, state, region('NS'), 2027))).toBe('NS-2027-0001');
});

it('DLV10 one decision with the same notice twice tells once', async () => {
  const state = await aState([rom]);
  const notice = {
    key: 'same', event: 'risk-reported' as const, to: { kind: 'person' as const, id: rom.id }, channel: 'teams' as const, region: null,
    riskId: null, subjectId: null, dueOn: null, items: [],
  }; // prettier-ignore

  await state.db.tx(async (tx) =>
    commit(tx, state, decision({ notices: [notice, notice] }), await today(tx, state)),
  );

  expect(await toldBy(state)).toEqual([`risk-reported>person:${rom.id}`]);
});

it('reminders given are remembered by key, twice being once', async () => {
  const state = await aState([aPerson({ id: personId(9) })]);

  for (const keys of [['a', 'b'], ['b', 'c']])
    await state.db.tx(async (tx) => markReminded(tx, state, keys, (await today(tx, state)).today));

  expect([...(await remindersGiven(state.db, state))].sort()).toEqual(['a', 'b', 'c']);
}); // prettier-ignore
