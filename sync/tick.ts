/** What time alone brings about: weekly reviews opened, reminders and escalation. Safe to run at any moment, any number of times. */
import { openWorksheetReview } from '../register/act/open-worksheet-review';
import { type ServiceContext } from '../register/act/context';
import { decision } from '../register/decision';
import { dueDigests, worksheetDue } from '../register/due';
import { type RegionId } from '../register/ids';
import { addDays, type LocalDate } from '../register/local-date';
import { regionOf } from '../register/organisation';
import { commit } from '../state/commit';
import { type Tx } from '../state/db';
import { takeLateRows } from '../state/late-rows';
import { allDelegations, allPeople, allTrainings } from '../state/people';
import { markReminded, remindersGiven } from '../state/reminders';
import { risksOf } from '../state/risks';
import { type State } from '../state/state';
import { today, type At } from '../state/time';
import { latestReview, openReviews } from '../state/worksheet-reviews';
import { lateness, rowsLate } from './protocol/warnings';

/** Opens what has fallen due and reminds of what is late, in one transaction. */
export async function tick(state: State): Promise<void> {
  await state.db.tx(async (tx) => {
    // Two workers at the same minute: the second finds everything done.
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 13))', [
      `tick|${state.organisationId}`,
    ]);
    const at = await today(tx, state);
    const ctx: ServiceContext = {
      today: at.today,
      org: state.org,
      people: await allPeople(tx, state),
      trainings: await allTrainings(tx, state),
      delegations: await allDelegations(tx, state),
    };
    await openDueReviews(tx, state, ctx, at);
    await tellLateRows(tx, state, ctx, at);
    await remind(tx, state, { ...ctx, today: lastMorning(at, state.org.reviews.remindFromHour) }, at);
  });
}

/** The newest day whose hour for reminders has come: what a stop in the night left unsaid is said when the service is back, not a morning later. */
function lastMorning(at: At, remindFromHour: number): LocalDate {
  return at.hour >= remindFromHour ? at.today : addDays(at.today, -1);
}

async function openDueReviews(tx: Tx, state: State, ctx: ServiceContext, at: At): Promise<void> {
  for (const region of state.org.regions) {
    const latest = await latestReview(tx, state, region.id);
    const dueOn = worksheetDue(state.org, region.id, { date: at.today, hour: at.hour }, latest);
    if (dueOn !== null) await commit(tx, state, openWorksheetReview(ctx, region.id, dueOn), at);
  }
}

async function tellLateRows(tx: Tx, state: State, ctx: ServiceContext, at: At): Promise<void> {
  const tag = at.now.toISOString();
  for (const [region, rows] of await takeLateRows(tx, state, lateness))
    if (regionOf(state.org, region) !== null)
      await commit(tx, state, rowsLate(ctx, region, { rows, tag, today: at.today }), at);
}

async function remind(tx: Tx, state: State, ctx: ServiceContext, at: At): Promise<void> {
  // What belongs to a region dropped from the organisation file has nobody to remind; it must not keep the others from being reminded.
  const known = ({ region }: { region: RegionId }) => regionOf(state.org, region) !== null;
  const [allRisks, allReviews] = [await risksOf(tx, state), await openReviews(tx, state)];
  const [risks, reviews] = [allRisks.filter(known), allReviews.filter(known)];
  const orphans = allRisks.length - risks.length + allReviews.length - reviews.length;
  if (orphans > 0) state.log.warn('region-not-in-organisation-file', { records: orphans });
  const { notices, keys } = dueDigests({ ctx, risks, reviews, already: await remindersGiven(tx, state) });
  if (keys.length === 0) return;
  await markReminded(tx, state, keys, at.today);
  await commit(tx, state, decision({ notices }), at);
}
