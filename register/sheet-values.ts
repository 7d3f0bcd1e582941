/** Between a risk and its cells: how each field is written for people and read back from what they typed. */
import { cutText } from './cell-text';
import { type PairedField, type SheetValues } from './columns';
import { type PersonId } from './ids';
import { fromSerial, isOfOurTime, localDateSchema, type LocalDate } from './local-date';
import { type Person } from './person';
import { mitigationTextLimit, type Mitigation, type Risk } from './risk';
import { type RiskChange } from './risk-change';
import { codeOf, labels } from './vocabulary';

/** Separates several values in one cell. */
export const listSeparator = '; ';

/** Names for ids and back; built once per pass from the directory. */
export interface Names {
  nameOf(id: PersonId): string;
  /** The one active person with this name or e-mail address; null when none or several. */
  personCalled(text: string): PersonId | null;
}

/** Names over a list of people. Unknown ids read "Unknown colleague", so that a lost account never shows another name. */
export function namesOf(people: readonly Person[]): Names {
  const byId = new Map(people.map((person) => [person.id, person.name]));
  const byText = new Map<string, PersonId | null>();
  for (const person of people.filter((one) => one.active))
    for (const text of [person.name, person.mail ?? '']) {
      const key = text.trim().toLowerCase();
      if (key !== '') byText.set(key, byText.has(key) && byText.get(key) !== person.id ? null : person.id);
    }
  return {
    nameOf: (id) => byId.get(id) ?? 'Unknown colleague',
    personCalled: (text) => byText.get(text.trim().toLowerCase()) ?? null,
  };
}

function mitigationText(mitigation: Mitigation): string {
  return mitigation.text === ''
    ? labels.mitigations[mitigation.code]
    : `${labels.mitigations[mitigation.code]}: ${mitigation.text}`;
}

/** The "Who is at risk" cell of a new line. */
export function atRiskText(risk: Risk): string {
  return risk.atRisk.map((group) => labels.atRisk[group]).join(listSeparator);
}

/** Everything the sheet shows of a risk; `attention` is what its Check column is to say (row-attention.ts). */
export function sheetValues(risk: Risk, names: Names, attention = ''): SheetValues {
  const person = (id: PersonId | null) => (id === null ? '' : names.nameOf(id));
  return {
    status: labels.status[risk.status],
    level: risk.level === null ? '' : labels.level[risk.level],
    types: risk.types.map((type) => labels.types[type]).join(listSeparator),
    category: risk.category === null ? '' : labels.category[risk.category],
    mitigations: risk.mitigations.map(mitigationText).join(listSeparator),
    posture: labels.posture[risk.posture],
    warning: labels.warning[risk.warning],
    owner: person(risk.owner),
    nextReviewOn: risk.nextReviewOn ?? '',
    lastReviewedOn: risk.lastReviewedOn ?? '',
    lastReviewedBy: person(risk.lastReviewedBy),
    reportedOn: risk.reportedOn,
    reportedBy: risk.reportedBy === null ? 'Typed in the sheet' : person(risk.onBehalfOf ?? risk.reportedBy),
    attention,
  };
}

/** A typed value understood, or why not; `field` names the part of RiskChange it fills. */
export type Understood =
  | { ok: true; change: RiskChange }
  | { ok: false; problem: 'not-in-list' | 'not-a-date' | 'unclear-date' | 'unknown-person' };

const no = (problem: Extract<Understood, { ok: false }>['problem']): Understood => ({ ok: false, problem });

function codes<Code extends string>(list: Readonly<Record<Code, string>>, text: string): Code[] | null {
  const found = partsOf(text).map((part) => codeOf(list, part));
  return found.some((code) => code === null) ? null : [...new Set(found as Code[])];
}

/** The values of one cell. */
function partsOf(text: string): string[] {
  return text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type MitigationTyped = NonNullable<RiskChange['mitigations']>[number];

/** "Public place; Other: two phones", without owners: the sheet has no cell for who does it. */
function mitigationsFrom(text: string): MitigationTyped[] | null {
  const found = partsOf(text).map(mitigationFrom);
  return found.some((one) => one === null) ? null : (found as MitigationTyped[]);
}

function mitigationFrom(part: string): MitigationTyped | null {
  const whole = codeOf(labels.mitigations, part);
  if (whole) return { code: whole, text: '' };
  const cut = part.indexOf(':');
  const code = cut < 0 ? null : codeOf(labels.mitigations, part.slice(0, cut));
  const said = part.slice(cut + 1).trim();
  return code ? { code, text: cutText(said, mitigationTextLimit) } : null;
}

/** A day as typed; one outside our time is no day. Null: not understood. */
export function dayFrom(text: string): LocalDate | 'unclear' | null {
  const day = dayWritten(text);
  return day === null || day === 'unclear' || isOfOurTime(day) ? day : null;
}

/** ISO text, a serial the reader already turned into ISO, or day-month-year with the month in words.
 *  03/04/2026 is refused: which is the month is a guess, and a wrong guess moves a review. */
function dayWritten(text: string): LocalDate | 'unclear' | null {
  const iso = localDateSchema.safeParse(text.trim());
  if (iso.success) return iso.data;
  if (/^\d+(\.\d+)?$/.test(text.trim())) return fromSerial(Number(text));
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text.trim())) return 'unclear';
  const words = /^(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})$/.exec(text.trim());
  if (!words) return null;
  const month = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].indexOf(
    (words[2] ?? '').toLowerCase(),
  );
  const made = localDateSchema.safeParse(
    `${words[3]}-${String(month + 1).padStart(2, '0')}-${(words[1] ?? '').padStart(2, '0')}`,
  );
  return made.success ? made.data : null;
}

type Reader = (text: string, names: Names) => Understood;

const one =
  <Code extends string>(list: Readonly<Record<Code, string>>, make: (code: Code) => RiskChange): Reader =>
  (text) => {
    const code = codeOf(list, text);
    return code === null ? no('not-in-list') : { ok: true, change: make(code) };
  };

const typedReason = 'Typed in the sheet';

const readers: Record<PairedField, Reader> = {
  status: one(labels.status, (status) => ({ status })),
  level: one(labels.level, (to) => ({ level: { to, reason: typedReason } })),
  category: one(labels.category, (category) => ({ category })),
  posture: one(labels.posture, (to) => ({ posture: { to, reason: typedReason } })),
  warning: one(labels.warning, (to) => ({ warning: { to, noWarningReason: '' } })),
  types: (text) => {
    const types = codes(labels.types, text);
    return types === null || types.length === 0 ? no('not-in-list') : { ok: true, change: { types } };
  },
  mitigations: (text) => {
    const mitigations = mitigationsFrom(text);
    return mitigations === null ? no('not-in-list') : { ok: true, change: { mitigations } };
  },
  owner: (text, names) => {
    const owner = names.personCalled(text);
    return owner === null ? no('unknown-person') : { ok: true, change: { owner } };
  },
  nextReviewOn: (text) => {
    const day = dayFrom(text);
    if (day === 'unclear') return no('unclear-date');
    return day === null ? no('not-a-date') : { ok: true, change: { nextReviewOn: day } };
  },
};

/** What a person meant by the text in a "Change:" cell. Empty text never gets here: an empty cell says nothing. */
export function understand(field: PairedField, text: string, names: Names): Understood {
  return readers[field](text, names);
}

/** The people-at-risk cell; null when a part is not in the list. */
export function understandAtRisk(text: string): RiskChange['atRisk'] | null {
  const found = codes(labels.atRisk, text);
  return found === null || found.length === 0 ? null : found;
}
