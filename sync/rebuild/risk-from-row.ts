/** One risk as its line and the service's table tell it: what a lost database can be given back. Pure. */
import { cellText, cutText } from '../../register/cell-text';
import {
  nothingTyped,
  pairedFields,
  type ColumnKey,
  type PairedField,
  type TypedValues,
} from '../../register/columns';
import { caseRefSchema, type PersonId, type RegionId, type RiskId } from '../../register/ids';
import { localDateSchema, type LocalDate } from '../../register/local-date';
import { type Person } from '../../register/person';
import { withParts } from '../../register/changed-risk';
import { textLimit, type Risk } from '../../register/risk';
import { type RiskChange } from '../../register/risk-change';
import { type RowMemory } from '../../register/sheet-memory';
import { namesOf, understand, understandAtRisk } from '../../register/sheet-values';
import { type CutRow, type EventRow } from '../../register/store';
import { columnShowing } from './compare';
import { conflictsSaid } from './conflicts-said';

/** What the register holds of one Risk ID. At least one of line and event is there. */
export interface Source {
  riskId: RiskId;
  region: RegionId;
  /** The first of its lines; null when there is none. */
  row: CutRow | null;
  /** Newest published values; null for a line the service has never published anything for. */
  event: EventRow | null;
  isDuplicated: boolean;
}

export interface Rebuilt {
  risk: Risk;
  memory: RowMemory;
  /** Columns whose text could not be turned into a value. */
  notUnderstood: ColumnKey[];
}

export interface Reader {
  people: readonly Person[];
  today: LocalDate;
  /** Instant (ISO) of the reading. */
  readAt: string;
}

/** Builds risk and merge base. The base of shared cells is what the service had seen in them, so that typing it had not yet taken is
 *  taken by the next ordinary reading, with everything that follows from an edit. */
export function rebuiltRisk(source: Source, by: Reader): Rebuilt {
  const { row, event } = source;
  const typed = baseOf(row, event);
  const own = ownParts(typed);
  const shared = sharedParts(event, by);
  const dates = servicePart(event, by);
  const bare: Risk = { ...bareRisk(source, by.today), ...own.parts, ...dates.parts };
  const whole = withParts(bare, shared.change);
  return {
    // Reasons are not in the register, and "typed in the sheet" would be untrue.
    risk: { ...whole, status: shared.change.status ?? 'reported', levelReason: '', postureReason: '' },
    memory: memoryOf(source, typed, { by, lost: shared.lost }),
    notUnderstood: [...shared.lost.map((field) => columnShowing(field)), ...own.lost, ...dates.lost],
  };
}

function baseOf(row: CutRow | null, event: EventRow | null): TypedValues {
  const own = { ...nothingTyped };
  for (const field of ['caseRef', 'atRisk', 'summary', 'notes'] as const)
    // A formula in a person's cell is no statement of theirs.
    if (row && !row.formulaIn.includes(field)) own[field] = row.typed[field];
  return { ...own, ...event?.observed };
}

function ownParts(typed: TypedValues): {
  parts: Pick<Risk, 'caseRef' | 'atRisk' | 'summary'>;
  lost: ColumnKey[];
} {
  const caseRef = caseRefSchema.safeParse(typed.caseRef);
  const atRisk = understandAtRisk(typed.atRisk);
  const lost: ColumnKey[] = [];
  if (typed.caseRef !== '' && !caseRef.success) lost.push('caseRef');
  if (typed.atRisk !== '' && !atRisk) lost.push('atRisk');
  const summary = cutText(cellText(typed.summary), textLimit);
  return {
    parts: { caseRef: caseRef.success ? caseRef.data : null, atRisk: atRisk ?? [], summary },
    lost,
  };
}

/** The values in effect, read back by the same words that wrote them. */
function sharedParts(event: EventRow | null, by: Reader): { change: RiskChange; lost: PairedField[] } {
  const names = { ...namesOf(by.people), personCalled: (text: string) => personCalled(by.people, text) };
  const change: RiskChange = {};
  const lost: PairedField[] = [];
  for (const field of pairedFields) {
    const text = event?.values[field] ?? '';
    if (text === '') continue;
    const read = understand(field, text, names);
    if (read.ok) Object.assign(change, read.change);
    else lost.push(field);
  }
  return { change, lost };
}

/** What only the service fills in. */
function servicePart(
  event: EventRow | null,
  by: Reader,
): {
  parts: Pick<Risk, 'reportedOn' | 'reportedBy' | 'lastReviewedOn' | 'lastReviewedBy'>;
  lost: ColumnKey[];
} {
  const lost: ColumnKey[] = [];
  const day = (field: 'reportedOn' | 'lastReviewedOn'): LocalDate | null => {
    const text = event?.values[field] ?? '';
    const read = localDateSchema.safeParse(text);
    if (text !== '' && !read.success) lost.push(field);
    return read.success ? read.data : null;
  };
  const person = (field: 'reportedBy' | 'lastReviewedBy'): PersonId | null => {
    const text = event?.values[field] ?? '';
    const id = personCalled(by.people, text);
    if (text !== '' && text !== typedInSheet && id === null) lost.push(field);
    return id;
  };
  const parts = {
    reportedOn: day('reportedOn') ?? by.today,
    reportedBy: person('reportedBy'),
    lastReviewedOn: day('lastReviewedOn'),
    lastReviewedBy: person('lastReviewedBy'),
  };
  return { parts, lost };
}

/** What the sheet says where nobody is known to have reported (sheet-values.ts). */
const typedInSheet = 'Typed in the sheet';

/** The one person with this name; somebody who has left only when no active colleague is called so. */
function personCalled(people: readonly Person[], text: string): PersonId | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return null;
  const called = people.filter((one) => [one.name, one.mail ?? ''].some((name) => name.trim().toLowerCase() === wanted)); // prettier-ignore
  const active = called.filter((one) => one.active);
  const [only, ...others] = active.length > 0 ? active : called;
  return only && others.length === 0 ? only.id : null;
}

function bareRisk({ riskId, region, row }: Source, today: LocalDate): Risk {
  return {
    id: riskId, version: 1, region, caseRef: null, types: [], category: null, atRisk: [], identifiedAt: 'register', summary: '', called999: false,
    reportedBy: null, onBehalfOf: null, reportedOn: today, status: 'reported', level: null, levelReason: '', mitigations: [], posture: 'normal',
    postureReason: '', warning: 'none', noWarningReason: '', recordedBy: null, owner: null, nextReviewOn: null, lastReviewedOn: null,
    lastReviewedBy: null, inactive: null, missingSince: row === null ? today : null,
  }; // prettier-ignore
}

function memoryOf(
  { riskId, region, row, event, isDuplicated }: Source,
  typed: TypedValues,
  { by, lost }: { by: Reader; lost: readonly PairedField[] },
): RowMemory {
  const values = event?.values ?? null;
  const unread = lost.map((field) => ({ field, sheet: values?.[field] ?? '', service: '' }));
  const said = conflictsSaid(values?.attention ?? '').filter((one) => !lost.some((field) => field === one.field)); // prettier-ignore
  return {
    riskId,
    region,
    typed,
    // Whether the register has taken them nobody knows any more; the row's Check says where it holds something else.
    over: row?.typedOver ?? {},
    takenOver: {},
    shown: values && pairedOf((field) => values[field]),
    presence: row === null ? 'deleted' : 'present',
    missingSince: row === null ? by.readAt : null,
    settling: null,
    duplicated: isDuplicated,
    // What could not be read stays before people's eyes as something to settle; it is not taken and not thrown away.
    conflicts: [...said, ...unread],
  };
}

function pairedOf(valueOf: (field: PairedField) => string): Record<PairedField, string> {
  return Object.fromEntries(pairedFields.map((field) => [field, valueOf(field)])) as Record<
    PairedField,
    string
  >;
}
