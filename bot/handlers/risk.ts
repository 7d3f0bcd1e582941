/** Reading risks: one with its buttons, a region's list, one's own reports. */
import { isRiskId, regionIdSchema, type RiskId } from '../../register/ids';
import { regionOf } from '../../register/organisation';
import { isRegionalOffice, type Actor } from '../../register/person';
import {
  mayEditRow,
  mayHandleWarning,
  mayMarkInactive,
  maySeeRisk,
  mayVoid,
  noSuchRisk,
} from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { whatWaits } from '../../register/sheet-conflict';
import { inactiveReasons, isActive } from '../../register/vocabulary';
import { type LocalDate } from '../../register/local-date';
import { type View } from '../../state/outbox';
import { lastEvent } from '../../state/intents';
import { rowMemory } from '../../state/memory';
import { riskById, risksOf } from '../../state/risks';
import { type Card } from '../cards/parts';
import { riskCard, type RiskAbilities, type RiskState } from '../cards/risk';
import { riskListCard } from '../cards/risk-list';
import { auditRead, type Desk } from '../desk';
import { escapeMarkdown } from '../cards/text';
import { saidOf, words } from '../words';

/** What this person may do with this risk today; the same rules decide again when they act. */
export function abilitiesOf(actor: Actor, risk: Risk, today: LocalDate): RiskAbilities {
  const active = isActive(risk.status);
  const edits = !isRefusal(mayEditRow(actor, risk.region, today));
  const seen = maySeeRisk(actor, risk);
  const handles = mayHandleWarning(actor, risk.region, today);
  return {
    record: active && edits,
    inactive:
      active && inactiveReasons.some((reason) => !isRefusal(mayMarkInactive(actor, risk, reason, today))),
    reopen: risk.status === 'inactive' && edits,
    void: risk.status !== 'void' && !isRefusal(mayVoid(actor, risk)),
    warning: !isRefusal(handles) && handles.needs === undefined ? warningStep(risk) : null,
    whole: !isRefusal(seen) && seen.only === undefined,
  };
}

function warningStep(risk: Risk): 'placed' | 'removed' | null {
  if (risk.warning === 'requested') return 'placed';
  return risk.warning === 'removal-requested' ? 'removed' : null;
}

/** The risk if this person may see it at all. */
export async function riskToSee(
  desk: Desk,
  id: string | undefined,
): Promise<{ kind: 'risk'; risk: Risk } | Refusal> {
  const { state } = desk.parts;
  const risk = id !== undefined && isRiskId(id) ? await riskById(state.db, state, id) : null;
  if (!risk) return noSuchRisk(desk.actor, 'see-risk');
  const seen = maySeeRisk(desk.actor, risk);
  return isRefusal(seen) ? seen : { kind: 'risk', risk };
}

export async function showRisk(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await riskToSee(desk, view.id);
  if (isRefusal(found)) return found;
  await auditRead(desk, found.risk.id, 'risk-read');
  const abilities = abilitiesOf(desk.actor, found.risk, desk.viewer.today);
  const row = abilities.whole ? await rowState(desk, found.risk) : nothingWaits;
  return riskCard({ risk: found.risk, abilities, ...row, said: saidOf(view.said) }, desk.viewer);
}

const nothingWaits: Pick<RiskState, 'check' | 'waits'> = { check: '', waits: null };

/** What the row says of itself in the sheet, and what waits for a word. */
async function rowState(desk: Desk, risk: Risk): Promise<typeof nothingWaits> {
  const { state } = desk.parts;
  const memory = await rowMemory(state.db, state, risk.id);
  const published = await lastEvent(state.db, state, risk.id);
  return { check: published?.values.attention ?? '', waits: whatWaits(risk, memory, desk.viewer.names) };
}

export async function showRisks(desk: Desk, view: View): Promise<Card | Refusal> {
  const page = typeof view.page === 'number' ? view.page : 1;
  if (view.id === 'mine') {
    const risks = await reportedBy(desk);
    return riskListCard({ title: words.list.mine, of: 'mine', risks, page });
  }
  if (view.id === 'warnings')
    return riskListCard({
      title: words.list.warnings,
      of: 'warnings',
      risks: await warningTasks(desk),
      page,
    });
  const wanted = regionIdSchema.safeParse(view.id);
  const region = wanted.success ? regionOf(desk.viewer.org, wanted.data) : null;
  if (!region) return refuse('not-found', { what: 'region' });
  const { state } = desk.parts;
  const all = await risksOf(state.db, state, { region: region.id, activeOnly: true });
  const risks = all.filter((risk) => {
    const seen = maySeeRisk(desk.actor, risk);
    return !isRefusal(seen) && seen.only === undefined;
  });
  return riskListCard({ title: words.list.title(escapeMarkdown(region.name)), of: region.id, risks, page });
}

/** Risks of the person's own region whose Mosaic warning is to be placed or removed: a task until somebody says it is done. */
export async function warningTasks(desk: Desk): Promise<Risk[]> {
  const { person } = desk.actor;
  if (!isRegionalOffice(person) || person.region === null) return [];
  const { state } = desk.parts;
  const risks = await risksOf(state.db, state, { region: person.region });
  return risks.filter((risk) => warningStep(risk) !== null);
}

/** Risks this person reported, or which were reported for them. */
export async function reportedBy(desk: Desk): Promise<Risk[]> {
  if (isRegionalOffice(desk.actor.person)) return [];
  const { state } = desk.parts;
  const me = desk.actor.person.id;
  const risks = await risksOf(state.db, state);
  return risks.filter((risk) => (risk.onBehalfOf ?? risk.reportedBy) === me && risk.status !== 'void');
}

/** Where a person goes back to from a risk. */
export const backToRisk = (id: RiskId): View => ({ card: 'risk', id });
