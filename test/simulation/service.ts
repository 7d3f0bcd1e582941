/** What the database would hold, and every decision committed to it: the real rules over memory instead of PostgreSQL. */
import { applyChange } from '../../register/act/change-risk';
import {
  nothingTyped,
  pairedFields,
  type PairedField,
  type SheetValues,
  type TypedField,
  type TypedValues,
} from '../../register/columns';
import { type Decision, type Notice } from '../../register/decision';
import { dueDigests } from '../../register/due';
import { riskIdFor, type RegionId, type RiskId } from '../../register/ids';
import { type LocalDate } from '../../register/local-date';
import { memoryOf, newRow, typedOn } from '../../register/new-row';
import { type Organisation } from '../../register/organisation';
import { type Actor, type Person } from '../../register/person';
import { isRefusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { openConflicts } from '../../register/sheet-conflict';
import { type RiskChange } from '../../register/risk-change';
import { rowAttention, type RowAttention, type SheetContext } from '../../register/row-attention';
import {
  emptyRegisterMemory,
  type HandRow,
  type RegisterMemory,
  type RowMemory,
} from '../../register/sheet-memory';
import { namesOf, sheetValues, type Names } from '../../register/sheet-values';
import { isActive } from '../../register/vocabulary';
import { type NewRow, type Publication } from '../../register/store';
import { type Outgoing } from '../../sync/protocol/send';
import { lateness, rowsLate } from '../../sync/protocol/warnings';
import { type Directory } from '../../register/routing';

/** As EventPayload in state/intents.ts. */
export interface StoredEvent {
  values: SheetValues;
  observed: Record<PairedField, string>;
  typed: TypedValues;
  disputed: PairedField[];
  takenOver: Publication['takenOver'];
  over?: RowMemory['over'];
}
interface Base extends Omit<Outgoing, 'state' | 'kind'> {
  state: Outgoing['state'] | 'seen';
  /** Real time. */
  createdAt: number;
  isTold: boolean;
}
export type EventIntent = Base & {
  kind: 'event';
  event: StoredEvent;
  text: string;
  again: number;
  /** As state/standing.ts. */
  standing: boolean;
  goneAt: number | null;
};
export type RowIntent = Base & { kind: 'row'; row: NewRow };
export type StoredIntent = EventIntent | RowIntent;

export interface People {
  org: Organisation;
  people: readonly Person[];
  rom: Actor;
}

/** One value a person decided upon in Teams, or put to rest by settling a conflict. */
export interface Decided {
  riskId: RiskId;
  field: TypedField;
  at: number;
}

/** What is remembered of a row that nobody has written on. */
const untouched: Pick<RowMemory, 'typed' | 'over' | 'conflicts' | 'quarantine' | 'takenOver'> = {
  typed: nothingTyped,
  over: {},
  conflicts: [],
  takenOver: {},
};

/** Tables and transactions. A method happens whole or, when the process died before, not at all. */
export class Service {
  readonly risks = new Map<RiskId, Risk>();
  readonly intents: StoredIntent[] = [];
  /** Newest event of each key. */
  readonly newest = new Map<string, EventIntent>();
  /** When a risk first ended, in real time. */
  readonly endedAt = new Map<RiskId, number>();
  rows = new Map<RiskId, RowMemory>();
  register: RegisterMemory = emptyRegisterMemory;
  hands: HandRow[] = [];
  /** As state/lease.ts: real time, a number that only grows. */
  lease = { holder: '', fence: 0, until: -1 };
  /** One notice per key, for ever. */
  readonly outbox = new Map<string, Notice>();
  readonly reminded = new Set<string>();
  /** What people decided elsewhere than in the register, for the oracle. */
  readonly decided: Decided[] = [];
  /** Risks whose rows a person wants back. */
  readonly askedBack = new Set<string>();
  /** Risks about whose typing a person has said that it counts. */
  readonly saidToTake = new Set<string>();
  readonly names: Names;
  /** Business instant, milliseconds; moved by whoever drives the clock. */
  businessMs = 0;
  /** Real time, milliseconds. */
  realMs = 0;
  private seq = 0;
  private readonly numbers = new Map<string, number>();

  constructor(readonly who: People) {
    this.names = namesOf(who.people);
  }

  get today(): LocalDate {
    return new Date(this.businessMs).toISOString().slice(0, 10) as LocalDate;
  }

  raise(region: RegionId, make: (id: RiskId) => Risk): RiskId {
    const id = this.newId(region);
    this.write(make(id), 0);
    return id;
  }

  /** A change made in Teams; false when the rules refuse it or nothing changes. */
  change(id: RiskId, change: RiskChange, at: number): boolean {
    const risk = this.risks.get(id);
    if (!risk) return false;
    const { rom, org, people } = this.who;
    const outcome = applyChange({ actor: rom, today: this.today, org, people }, risk, change);
    if (isRefusal(outcome) || outcome.changes.length === 0) return false;
    this.commit(outcome);
    for (const field of Object.keys(change))
      this.decided.push({ riskId: id, field: field as TypedField, at });
    return true;
  }

  newId(region: RegionId): RiskId {
    const number = (this.numbers.get(region) ?? 0) + 1;
    this.numbers.set(region, number);
    return riskIdFor(region, 2026, number);
  }

  commit(decision: Decision): void {
    for (const change of decision.changes)
      if (change.kind === 'risk') this.write(change.risk, change.was, change.typed);
    for (const notice of decision.notices)
      if (!this.outbox.has(notice.key)) this.outbox.set(notice.key, notice);
  }

  private write(risk: Risk, was: number, typed?: TypedValues): void {
    const stored = this.risks.get(risk.id)?.version ?? 0;
    if (stored !== was) throw new Error(`${risk.id} is at version ${stored}, decided upon at ${was}`);
    if (!isActive(risk.status) && !this.endedAt.has(risk.id)) this.endedAt.set(risk.id, this.realMs);
    this.risks.set(risk.id, risk);
    if (was === 0) this.placeRow(risk, typed ?? null);
    this.show(risk);
  }

  private placeRow(risk: Risk, typed: TypedValues | null): void {
    const row = newRow(risk, typed);
    this.wantRow(row, false);
    this.rows.set(risk.id, memoryOf(row));
  }

  /** `unlessSeen`: it may only be out of view, so it is looked for after the settle time. */
  private wantRow(row: NewRow, unlessSeen: boolean, at = 0): void {
    const open = unlessSeen
      ? { state: 'unknown' as const, attempts: 1, triedAt: at }
      : { state: 'pending' as const, attempts: 0, triedAt: null };
    const { riskId, region } = row;
    this.intents.push({
      seq: this.nextSeq(),
      kind: 'row',
      riskId,
      region,
      key: riskId,
      row,
      ...this.asked(),
      ...open,
    });
  }

  /** As placeRowAgain in state/commit.ts. */
  placeAgain(risk: Risk, how: { unlessSeen: boolean; at: number }): void {
    const before = this.rows.get(risk.id);
    for (const intent of this.intents)
      if (intent.kind === 'row' && intent.riskId === risk.id) intent.state = 'seen';
    const row = newRow(risk, (before?.typed ?? null) as TypedValues | null);
    this.wantRow(row, how.unlessSeen, how.at);
    if (before)
      this.rows.set(risk.id, {
        ...before, typed: typedOn(row), over: {}, presence: 'expected', missingSince: null, settling: null,
      }); // prettier-ignore
  }

  private asked(): Pick<Base, 'createdAt' | 'isTold'> {
    return { createdAt: this.realMs, isTold: false };
  }

  private nextSeq(): number {
    this.seq += 1;
    return this.seq;
  }

  /** As showInSheet in state/commit.ts: nothing when the register was already told the same. */
  show(risk: Risk, onlyWords = false): void {
    const row = this.rows.get(risk.id);
    const { typed, over, conflicts: known, quarantine, takenOver } = row ?? untouched;
    const conflicts = openConflicts(risk, known, this.names);
    if (row && conflicts.length < known.length) this.rows.set(risk.id, { ...row, conflicts });
    const at = { typed: typed as TypedValues, over, conflicts, quarantine, takenOver };
    const said = this.saidOf(risk, at);
    const event = {
      values: sheetValues(risk, this.names, said.attention),
      observed: observedOf(at.typed),
      typed: at.typed,
      disputed: said.disputed,
      takenOver: sortedBy(takenOver),
      over: sortedBy(over),
    };
    const text = JSON.stringify(event);
    const before = this.newest.get(risk.id);
    if (before?.text === text) return;
    const isSame = before?.event.values.attention === said.attention && before.event.disputed.join() === said.disputed.join(); // prettier-ignore
    if (onlyWords && isSame) return;
    this.wantEvent(risk, risk.id, event);
  }

  /** What its row is to say as it stands. */
  saidOf(risk: Risk, row: Parameters<typeof rowAttention>[2] = this.rowOf(risk.id)): RowAttention {
    return rowAttention(this.contextOf(risk.region), risk, row);
  }

  private rowOf(id: RiskId): Parameters<typeof rowAttention>[2] {
    const { typed, ...row } = this.rows.get(id) ?? untouched;
    return { ...row, typed: typed as TypedValues, duplicated: false };
  }

  wantEvent(at: { id: RiskId; region: RegionId }, key: string, event: StoredEvent, again = 0): void {
    const intent: EventIntent = {
      seq: this.nextSeq(), kind: 'event', riskId: at.id, region: at.region, key, event, text: JSON.stringify(event),
      state: 'pending', attempts: 0, triedAt: null, again, standing: false, goneAt: null, ...this.asked(),
    }; // prettier-ignore
    this.intents.push(intent);
    this.newest.set(key, intent);
  }

  /** The newest values of these keys once more, above whatever somebody wrote into the service's table. */
  publishAgain(keys: readonly string[], above: number): void {
    if (this.seq <= above) this.seq = above + 1_000;
    for (const key of keys) {
      const before = this.newest.get(key);
      if (before)
        this.wantEvent({ id: before.riskId, region: before.region }, key, before.event, before.again + 1);
    }
  }

  contextOf(region: RegionId): SheetContext {
    const { org, people } = this.who;
    return { actor: { kind: 'sheet', region }, today: this.today, org, people, names: this.names };
  }

  /** As sync/tick.ts: what is due today and was not yet said. */
  tick(): readonly string[] {
    const { org, people } = this.who;
    const ctx = { today: this.today, org, people, trainings: [], delegations: [] };
    const due = dueDigests({ ctx, risks: [...this.risks.values()], reviews: [], already: this.reminded });
    this.tellLateRows(ctx);
    for (const key of due.keys) this.reminded.add(key);
    for (const notice of due.notices) if (!this.outbox.has(notice.key)) this.outbox.set(notice.key, notice);
    return due.keys;
  }

  /** As state/late-rows.ts, told at every tick instead of once an hour. */
  private tellLateRows(at: Directory): void {
    const isLate = (one: StoredIntent) =>
      one.kind === 'row' &&
      one.state !== 'seen' &&
      !one.isTold &&
      one.createdAt < this.realMs - lateness.afterMs;
    for (const region of this.who.org.regions.map((one) => one.id)) {
      const late = this.intents.filter((one) => one.region === region && isLate(one));
      for (const intent of late) intent.isTold = true;
      const tag = new Date(this.businessMs).toISOString();
      const rows = late.map((intent) => intent.riskId);
      if (late.length > 0) this.commit(rowsLate(at, region, { rows, tag, today: this.today }));
    }
  }

  /** Everything not yet read back, in sequence. */
  open(): StoredIntent[] {
    return this.intents.filter((intent) => intent.state !== 'seen');
  }

  publication(key: string): Publication | null {
    const intent = this.newest.get(key);
    return intent ? publicationOf(intent) : null;
  }
}

const sortedBy = <Value>(record: Record<string, Value>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

export function publicationOf({ seq, key, event }: EventIntent): Publication {
  const { values, observed, disputed, takenOver } = event;
  return { seq, key, values, observed, disputed, takenOver };
}

export function observedOf(typed: TypedValues): Record<PairedField, string> {
  return Object.fromEntries(pairedFields.map((field) => [field, typed[field]])) as Record<
    PairedField,
    string
  >;
}
