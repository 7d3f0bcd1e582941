/** Reporting a risk: the form, the question about personal text, the report itself (S0-03 to S0-12). */
import { raiseRisk, raiseRiskInputSchema, type RaiseRiskInput } from '../../register/act/raise-risk';
import { regionIdSchema } from '../../register/ids';
import { regionOf } from '../../register/organisation';
import { hasRole, isRegionalOffice, type Person } from '../../register/person';
import { isRefusal, refuse, type Refusal, type Requirement } from '../../register/refusal';
import { nextRiskId } from '../../state/risks';
import { type View } from '../../state/outbox';
import { type CardAct } from '../card-data';
import { refusalSentence } from '../cards/refused';
import { emptyDraft, reportCard, type ReportDraft } from '../cards/report';
import { reportAnswerCard } from '../cards/report-answer';
import { type Card } from '../cards/parts';
import { actOnce, isNo, type Answer, type Desk } from '../desk';
import { words } from '../words';
import { invalidInput } from './invalid-input';
import { riskToSee } from './risk';

export function showReport(desk: Desk): Card {
  return form(desk, { draft: emptyDraft(desk.viewer), key: desk.viewer.newKey(), refusal: null });
}

interface Form {
  draft: ReportDraft;
  key: string;
  refusal: Refusal | null;
}

function form(desk: Desk, { draft, key, refusal }: Form): Card {
  return reportCard(
    {
      draft,
      key,
      problem: refusal && refusalSentence(refusal, desk.viewer),
      asksWhetherNeeded: refusal?.code === 'looks-personal',
      caseworkers: caseworkersFor(desk),
    },
    desk.viewer,
  );
}

/** Whom a regional office employee may report for: active caseworkers, those of the own region first. */
function caseworkersFor(desk: Desk): Person[] {
  const me = desk.actor.person;
  if (!isRegionalOffice(me)) return [];
  const others = desk.viewer.people.filter(
    (one) => one.active && one.id !== me.id && hasRole(one, 'caseworker'),
  );
  const isElsewhere = (one: Person) => (one.region === me.region ? 0 : 1);
  return others.sort((one, other) => isElsewhere(one) - isElsewhere(other));
}

/** The answer to one's own report; somebody else who follows the reference sees what they may see of the risk. */
export async function showReportAnswer(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await riskToSee(desk, view.id);
  return isRefusal(found) ? found : reportAnswerCard(found.risk, desk.viewer);
}

export async function sendReport(desk: Desk, act: CardAct): Promise<Answer> {
  const draft = draftOf(act);
  const again = (refusal: Refusal): Answer => ({
    card: form(desk, { draft, key: act.idempotencyKey ?? desk.viewer.newKey(), refusal }),
  });
  const input = inputOf(draft, act.needed === 1);
  if (isNo(input)) return again(input);
  const { state } = desk.parts;
  const done = await actOnce(desk, act, async (tx, ctx) => {
    const region = regionIdSchema.safeParse(input.region);
    if (!region.success || !regionOf(state.org, region.data)) return refuse('not-found', { what: 'region' });
    const id = await nextRiskId(tx, state, region.data, Number(ctx.today.slice(0, 4)));
    const decision = raiseRisk(ctx, input, id);
    return isRefusal(decision) ? decision : { decision, view: { card: 'report-answer', id } };
  });
  return isNo(done) ? again(done) : done;
}

function draftOf({ inputs }: CardAct): ReportDraft {
  return {
    region: inputs.text('region'),
    caseRef: inputs.text('caseRef'),
    noCase: inputs.tick('noCase'),
    types: inputs.many('types'),
    atRisk: inputs.many('atRisk'),
    identifiedAt: inputs.text('identifiedAt'),
    summary: inputs.text('summary'),
    called999: inputs.tick('called999'),
    necessityConfirmed: inputs.tick('necessity'),
    onBehalfOf: inputs.text('onBehalfOf'),
  };
}

/** All that is missing in one sentence, before any single answer is looked at. */
function missingIn(draft: ReportDraft): Requirement[] {
  const missing: [boolean, Requirement][] = [
    [draft.region === '', 'region'],
    [draft.caseRef === '' && !draft.noCase, 'case-ref'],
    [draft.types.length === 0, 'type'],
    [draft.atRisk.length === 0, 'who-is-at-risk'],
    [draft.summary === '', 'summary'],
    [!draft.necessityConfirmed, 'necessity'],
  ];
  return missing.filter(([is]) => is).map(([, requirement]) => requirement);
}

function inputOf(draft: ReportDraft, personalDetailsNeeded: boolean): RaiseRiskInput | Refusal {
  const needs = missingIn(draft);
  if (needs.length > 0) return refuse('missing', { rule: 'S0-03', needs });
  // Two answers to one question: which is right only the reporter knows.
  if (draft.noCase && draft.caseRef !== '')
    return refuse('invalid', { field: words.report.caseField, problem: words.report.eitherCase });
  const parsed = raiseRiskInputSchema.safeParse({
    ...draft,
    caseRef: draft.noCase ? null : caseRefFrom(draft.caseRef),
    onBehalfOf: draft.onBehalfOf === '' ? null : draft.onBehalfOf.toLowerCase(),
    personalDetailsNeeded,
  });
  return parsed.success ? parsed.data : invalidInput(parsed.error);
}

/** "90001" and "mos 90001" are how people write MOS-90001. */
function caseRefFrom(text: string): string {
  const digits = /^(?:MOS)?[\s-]*(\d{4,8})$/i.exec(text)?.[1];
  return digits === undefined ? text : `MOS-${digits}`;
}
