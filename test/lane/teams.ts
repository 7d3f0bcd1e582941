/** People in Teams: reports, changes and answers about the sheet, committed as the bot commits them. */
import { raiseRisk } from '../../register/act/raise-risk';
import { applyChange } from '../../register/act/change-risk';
import { type RegionId, type RiskId } from '../../register/ids';
import { isRefusal } from '../../register/refusal';
import { type RiskChange } from '../../register/risk-change';
import { decision } from '../../register/decision';
import { conflictMark, openConflicts } from '../../register/sheet-conflict';
import { type RowMemory } from '../../register/sheet-memory';
import { namesOf } from '../../register/sheet-values';
import { commit } from '../../state/commit';
import { rowMemories } from '../../state/memory';
import { actorOf, allPeople } from '../../state/people';
import { perform } from '../../state/perform';
import { lockRisk, nextRiskId, risksOf } from '../../state/risks';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { openSheetDesk } from '../../sync/settle';
import { aMonitoredRisk } from '../kit/builders';
import { caseworker, rom } from './cast';

/** Text that must reach a cell as text. */
export const nasty = [
  '=1+2',
  '+44 20',
  '-5',
  '@SUM(A1)',
  "'quoted",
  '=HYPERLINK("x")',
  '\tTab',
  '007',
  'TRUE',
  '1/2',
];

export interface Report {
  region: RegionId;
  key: string;
  summary: string;
}

/** A report from a card; the same key again answers the same reference. */
export async function report(state: State, { region, key, summary }: Report): Promise<RiskId> {
  const request = { key, actor: caseworker.id, verb: 'raise-risk' };
  const done = await perform(state, request, async (tx, at) => {
    const actor = await actorOf(tx, state, caseworker.id);
    if (!actor) throw new Error('The reporter is not in the directory.');
    const id = await nextRiskId(tx, state, region, Number(at.today.slice(0, 4)));
    const ctx = { actor, today: at.today, org: state.org, people: await allPeople(tx, state) };
    const raised = raiseRisk(
      ctx,
      {
        region,
        caseRef: null,
        types: ['general'],
        atRisk: ['volunteer'],
        identifiedAt: 'casework',
        summary,
        called999: false,
        necessityConfirmed: true,
        personalDetailsNeeded: true,
        onBehalfOf: null,
      },
      id,
    );
    return isRefusal(raised) ? raised : { decision: raised, answer: id };
  });
  if (isRefusal(done)) throw new Error(`The report was refused: ${done.code}`);
  return done.answer;
}

/** A risk that is in the weekly review already: more of what is typed about it is allowed. */
export async function keepMonitored(state: State, asked: Omit<Report, 'key'>): Promise<RiskId> {
  return state.db.tx(async (tx) => {
    const at = await today(tx, state);
    const id = await nextRiskId(tx, state, asked.region, Number(at.today.slice(0, 4)));
    const risk = aMonitoredRisk({
      ...asked,
      id,
      version: 1,
      caseRef: `MOS-9${id.slice(-4)}`,
      nextReviewOn: at.today,
      owner: rom.id,
    });
    const audit = [{ act: 'raise-risk', actor: 'service' as const, subject: id, detail: {} }];
    await commit(tx, state, decision({ changes: [{ kind: 'risk', risk, was: 0 }], audit }), at);
    return id;
  });
}

/** The ROM changes a risk; false when the rules refuse. */
export async function changeInTeams(state: State, riskId: RiskId, change: RiskChange): Promise<boolean> {
  const done = await perform(state, { key: null, actor: rom.id, verb: 'change-risk' }, async (tx, at) => {
    const actor = await actorOf(tx, state, rom.id);
    const risk = await lockRisk(tx, state, riskId);
    if (!actor || !risk) throw new Error(`There is no ${riskId}.`);
    const ctx = { actor, today: at.today, org: state.org, people: await allPeople(tx, state) };
    const changed = applyChange(ctx, risk, change);
    return isRefusal(changed) ? changed : { decision: changed, answer: null };
  });
  return !isRefusal(done);
}

/** The ROM answers the first open question about the sheet: a conflict, or a line that is gone. Null when there is none. */
export async function settleInTeams(
  state: State,
  pick: { key: string; a: number; b: number },
): Promise<{ riskId: RiskId; restored: boolean } | null> {
  const open = (await rowMemories(state.db, state)).filter(
    (row) => row.conflicts.length > 0 || row.presence === 'deleted' || row.presence === 'missing',
  );
  const row = open[pick.a % Math.max(1, open.length)];
  if (!row) return null;
  const desk = openSheetDesk(state);
  const asked = { riskId: row.riskId, actor: rom.id, key: pick.key };
  const settled =
    row.conflicts.length > 0
      ? await desk.settleConflict({
          ...asked,
          keep: pick.b % 2 ? 'sheet' : 'teams',
          mark: await markOf(state, row),
        })
      : await desk.settleRow({ ...asked, verdict: 'restore' });
  return isRefusal(settled) ? null : { riskId: row.riskId, restored: row.conflicts.length === 0 };
}

/** What a card shows of the open conflicts of a row: the answer counts for exactly those. */
async function markOf(state: State, row: RowMemory): Promise<string> {
  const risk = (await risksOf(state.db, state)).find((one) => one.id === row.riskId);
  if (!risk) throw new Error(`There is no ${row.riskId}.`);
  return conflictMark(openConflicts(risk, row.conflicts, namesOf(await allPeople(state.db, state))));
}
