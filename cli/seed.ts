/** Fills an empty register with the fictional sample of the box: people's qualifications, 30 risks, reviews. Dates follow today. */
import { decision, type Change } from '../register/decision';
import { commit } from '../state/commit';
import { type Tx } from '../state/db';
import { addDelegation, addTraining, allPeople } from '../state/people';
import { type State } from '../state/state';
import { today } from '../state/time';
import { demoDelegations, demoProposal, demoReviews, demoRisks, demoTrainings } from './demo/sample';

/** Seeds once: a register that holds any risk, or was started empty before, is left alone. Answers whether it was filled. */
export function seedSample(state: State): Promise<boolean> {
  return state.db.tx(async (tx) => {
    if (!(await claimSeeding(tx, state))) return false;
    const at = await today(tx, state);
    for (const training of demoTrainings(at.today)) await addTraining(tx, state, training);
    for (const delegation of demoDelegations(at.today)) await addDelegation(tx, state, delegation);
    const people = await allPeople(tx, state);
    const risks = demoRisks(at.today);
    const changes: Change[] = [
      ...risks.map((risk): Change => ({ kind: 'risk', risk, was: 0 })),
      ...demoReviews(at.today).map((review): Change => ({ kind: 'worksheet-review', review, was: 0 })),
      { kind: 'proposal', proposal: demoProposal(at.today), was: 0 },
    ];
    const audit = risks.map((risk) => ({
      act: 'seeded-sample',
      actor: 'service' as const,
      subject: risk.id,
      detail: {},
    }));
    await commit(tx, state, decision({ changes, audit }), { ...at, people });
    await continueNumbers(tx, state);
    return true;
  });
}

/** An empty start is remembered, so that the sample does not appear on a later one. */
export function startEmpty(state: State): Promise<boolean> {
  return state.db.tx((tx) => claimSeeding(tx, state));
}

async function claimSeeding(tx: Tx, state: State): Promise<boolean> {
  const rows = await tx.query(
    `insert into performed (organisation_id, actor, verb, key, answer)
     select $1, 'service', 'seed', 'first-start', '{}' where not exists (select 1 from risk where organisation_id = $1)
     on conflict do nothing returning key`,
    [state.organisationId],
  );
  return rows.length > 0;
}

/** New references go on after the sample's highest. */
async function continueNumbers(tx: Tx, state: State): Promise<void> {
  await tx.query(
    `insert into risk_number (organisation_id, region, year, last)
     select organisation_id, split_part(id, '-', 1), split_part(id, '-', 2)::int, max(split_part(id, '-', 3)::int)
     from risk where organisation_id = $1 group by 1, 2, 3
     on conflict (organisation_id, region, year) do update set last = greatest(risk_number.last, excluded.last)`,
    [state.organisationId],
  );
}
