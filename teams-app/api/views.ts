/** What one person is shown of risks, as plain answers; permission decides how much. Pure. */
import { daysBetween, type LocalDate } from '../../register/local-date';
import { type Organisation } from '../../register/organisation';
import { type Actor } from '../../register/person';
import { maySeeRisk } from '../../register/permissions';
import { type Risk } from '../../register/risk';
import { type Names } from '../../register/sheet-values';
import { isActive } from '../../register/vocabulary';
import { type Me, type RiskDetail, type RiskItem } from './contract';

/** What the answers are made from besides the risk. */
export interface Viewing {
  actor: Actor;
  org: Organisation;
  names: Names;
  today: LocalDate;
}

/** Who is looking, and the words of their organisation. */
export function meView({ actor, org, today }: Viewing): Me {
  const { person } = actor;
  const regions = org.regions.map(({ id, name }) => ({ id, name }));
  return {
    id: person.id,
    name: person.name,
    roles: person.roles.map((code) => ({ code, label: org.labels[code] })),
    region: regions.find((region) => region.id === person.region) ?? null,
    regions,
    today,
    help: org.help,
  };
}

const nameOf = (names: Names, id: Risk['owner']) => (id === null ? '' : names.nameOf(id));

function daysLate(risk: Risk, today: LocalDate): number {
  if (!isActive(risk.status) || risk.nextReviewOn === null) return 0;
  return Math.max(0, daysBetween(risk.nextReviewOn, today));
}

function itemView(risk: Risk, viewing: Viewing): RiskItem | null {
  const permission = maySeeRisk(viewing.actor, risk);
  if (permission.kind === 'refusal') return null;
  const { id, region, caseRef, status, posture } = risk;
  const common = { id, region, caseRef, status, posture };
  if (permission.only === 'instruction') return { view: 'instruction', ...common };
  const { types, category, level, nextReviewOn } = risk;
  const ownerName = nameOf(viewing.names, risk.owner);
  return {
    view: 'row',
    ...common,
    types,
    category,
    level,
    ownerName,
    nextReviewOn,
    daysLate: daysLate(risk, viewing.today),
  };
}

/** The risks this person may see: own region first, then the organisation's order; entries made in error are left out. */
export function listView(risks: readonly Risk[], viewing: Viewing): RiskItem[] {
  const order = viewing.org.regions.map((region) => region.id);
  const own = viewing.actor.person.region;
  const place = (item: RiskItem) => (item.region === own ? -1 : order.indexOf(item.region));
  return risks
    .filter((risk) => risk.status !== 'void')
    .map((risk) => itemView(risk, viewing))
    .filter((item) => item !== null)
    .sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
}

/** One risk in full, or only the working instruction; the caller has asked maySeeRisk. `attention`: what the sheet's Check says. */
export function detailView(risk: Risk, viewing: Viewing, attention: string): RiskDetail | null {
  const item = itemView(risk, viewing);
  if (item === null) return null;
  const name = (id: Risk['owner']) => nameOf(viewing.names, id);
  if (item.view === 'instruction')
    return { ...item, mitigations: risk.mitigations.map(({ code, text }) => ({ code, text })) };
  return {
    ...item,
    atRisk: risk.atRisk,
    identifiedAt: risk.identifiedAt,
    summary: risk.summary,
    called999: risk.called999,
    reportedOn: risk.reportedOn,
    reportedByName: name(risk.onBehalfOf ?? risk.reportedBy),
    recordedByName: name(risk.recordedBy),
    levelReason: risk.levelReason,
    mitigations: risk.mitigations.map((one) => ({ ...one, owner: ownerOf(one.owner, viewing.names) })),
    postureReason: risk.postureReason,
    warning: risk.warning,
    noWarningReason: risk.noWarningReason,
    lastReviewedOn: risk.lastReviewedOn,
    lastReviewedByName: name(risk.lastReviewedBy),
    inactive: risk.inactive && {
      reason: risk.inactive.reason,
      rationale: risk.inactive.rationale,
      on: risk.inactive.on,
    },
    attention,
  };
}

type OwnerView = Extract<RiskDetail, { view: 'row' }>['mitigations'][number]['owner'];

function ownerOf(owner: Risk['mitigations'][number]['owner'], names: Names): OwnerView {
  if (owner === 'office') return { kind: 'office', name: '' };
  return owner === 'agency' ? { kind: 'agency', name: '' } : { kind: 'person', name: names.nameOf(owner) };
}
