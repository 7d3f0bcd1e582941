/** The service over memory instead of PostgreSQL and Graph: the real protocol machine and the real rules, in transactions that cannot tear. */
import { applyChange } from '../../register/act/change-risk';
import { cellText } from '../../register/cell-text';
import {
  nothingTyped,
  pairedFields,
  type PairedField,
  type SheetValues,
  type TypedValues,
} from '../../register/columns';
import { type Decision } from '../../register/decision';
import { riskIdFor, type RegionId, type RiskId } from '../../register/ids';
import { type LocalDate } from '../../register/local-date';
import { type Actor, type Person } from '../../register/person';
import { isRefusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { type RiskChange } from '../../register/risk-change';
import {
  emptyRegisterMemory,
  type HandRow,
  type RegisterMemory,
  type RowMemory,
} from '../../register/sheet-memory';
import { atRiskText, namesOf, sheetValues } from '../../register/sheet-values';
import { type Cut, type EventRow, type NewRow, type Publication } from '../../register/store';
import { rowAttention, type SheetContext } from '../../register/row-attention';
import { applySheetEdit } from '../../sync/protocol/apply';
import { type Finding, type NewLine, type Observed } from '../../sync/protocol/findings';
import { observe } from '../../sync/protocol/observe';
import { moveRow, registerLine, rowMissing, rowReturned } from '../../sync/protocol/rows';
import { superseded, type Outgoing } from '../../sync/protocol/send';
import { type Organisation } from '../../register/organisation';

interface StoredEvent {
  values: SheetValues;
  observed: Record<PairedField, string>;
  typed: TypedValues;
  disputed: PairedField[];
  takenOver: Publication['takenOver'];
}
export type StoredIntent = Omit<Outgoing, 'state'> & { state: Outgoing['state'] | 'seen' } & (
    { kind: 'row'; row: NewRow } | { kind: 'event'; event: StoredEvent }
  );

export interface ServiceWorld {
  org: Organisation;
  people: Person[];
  rom: Actor;
  today: LocalDate;
  settleMs: number;
  deleteAfterMs: number;
}

/** Everything the database would hold. Methods are transactions: they happen whole or, when the process died before, not at all. */
export class Service {
  readonly risks = new Map<RiskId, Risk>();
  readonly intents: StoredIntent[] = [];
  rows = new Map<RiskId, RowMemory>();
  register: RegisterMemory = emptyRegisterMemory;
  hands: HandRow[] = [];
  lease = { holder: -1, fence: 0, until: -1 };
  /** Every value of every field that was in force or typed, for the oracle. */
  readonly findings: Finding[] = [];
  private seq = 0;
  private numbers = new Map<string, number>();

  constructor(readonly world: ServiceWorld) {}

  raise(make: (id: RiskId) => Risk, region: RegionId): RiskId {
    const id = this.newId(region);
    this.write(make(id), true);
    return id;
  }

  change(id: RiskId, change: RiskChange): boolean {
    const risk = this.risks.get(id);
    if (!risk) return false;
    const ctx = {
      actor: this.world.rom,
      today: this.world.today,
      org: this.world.org,
      people: this.world.people,
    };
    const outcome = applyChange(ctx, risk, change);
    if (isRefusal(outcome)) return false;
    this.commit(outcome);
    return true;
  }

  private newId(region: RegionId): RiskId {
    const number = (this.numbers.get(region) ?? 0) + 1;
    this.numbers.set(region, number);
    return riskIdFor(region, 2026, number);
  }

  private commit(decision: Decision): void {
    for (const change of decision.changes)
      if (change.kind === 'risk') this.write(change.risk, change.was === 0);
  }

  private write(risk: Risk, isNew: boolean): void {
    this.risks.set(risk.id, risk);
    if (isNew) this.placeRow(risk);
    this.show(risk);
  }

  private placeRow(risk: Risk): void {
    const cells = {
      caseRef: cellText(risk.caseRef ?? ''),
      atRisk: cellText(atRiskText(risk)),
      summary: cellText(risk.summary),
      notes: '',
    };
    const row: NewRow = { riskId: risk.id, region: risk.region, ...cells };
    this.intents.push({ ...this.fresh(risk.id, risk.region, risk.id), kind: 'row', row });
    this.rows.set(risk.id, {
      riskId: risk.id, region: risk.region, typed: { ...nothingTyped, ...cells }, takenOver: {}, shown: null, presence: 'expected', missingSince: null,
      settling: null, duplicated: false, conflicts: [],
    }); // prettier-ignore
  }

  private fresh(riskId: RiskId, region: RegionId, key: string) {
    this.seq += 1;
    return { seq: this.seq, riskId, region, key, state: 'pending' as const, attempts: 0, triedAt: null };
  }

  private show(risk: Risk): void {
    const typed = (this.rows.get(risk.id)?.typed ?? nothingTyped) as TypedValues;
    const conflicts = this.rows.get(risk.id)?.conflicts ?? [];
    const said = rowAttention(this.contextOf(risk.region), risk, { typed, conflicts });
    const values = sheetValues(risk, namesOf(this.world.people), said.attention);
    const observed = Object.fromEntries(pairedFields.map((field) => [field, typed[field]])) as Record<
      PairedField,
      string
    >;
    const last = this.intents.filter((one) => one.kind === 'event' && one.key === risk.id).at(-1);
    const takenOver = this.rows.get(risk.id)?.takenOver ?? {};
    const event = { values, observed, typed, disputed: said.disputed, takenOver };
    if (last?.kind === 'event' && JSON.stringify({ ...last.event, takenOver }) === JSON.stringify(event))
      return;
    this.intents.push({ ...this.fresh(risk.id, risk.region, risk.id), kind: 'event', event });
  }

  /** As the real reading does: an unchanged sheet is only looked into while something in it is settling. */
  look(tag: string, cut: () => Cut, at: { readAt: number; now: number }): void {
    if (tag === this.register.tag && !this.isWaiting()) return;
    this.read(cut(), at);
  }

  private isWaiting(): boolean {
    return (
      this.intents.some((intent) => intent.state === 'sent' || intent.state === 'unknown') ||
      [...this.rows.values()].some((row) => row.presence === 'missing' || row.settling !== null) ||
      this.hands.some((hand) => hand.riskId === null)
    );
  }

  /** One reading committed whole. */
  read(cut: Cut, at: { readAt: number; now: number }): void {
    const iso = (ms: number) => new Date(ms).toISOString();
    const before = this.rows;
    const memory = { register: this.register, rows: [...before.values()], handRows: this.hands };
    const gone = this.gone(cut);
    const past = gone.length > 0 ? this.past(cut) : null;
    const { settleMs, deleteAfterMs } = this.world;
    const seen = observe(
      memory,
      { cut, readAt: iso(at.readAt), at: iso(at.now), past },
      { settleMs, deleteAfterMs },
    );
    this.register = seen.memory.register;
    this.rows = new Map(seen.memory.rows.map((row) => [row.riskId, row]));
    this.hands = seen.memory.handRows;
    this.confirm(seen);
    for (const intent of gone) intent.state = 'pending';
    for (const id of seen.rowsLost) this.again(id, at.readAt);
    this.findings.push(...seen.findings);
    for (const finding of seen.findings) if ('riskId' in finding) this.carryOut(finding);
    for (const row of this.rows.values())
      if (JSON.stringify(row.typed) !== JSON.stringify(before.get(row.riskId)?.typed))
        this.showAgain(row.riskId);
    for (const finding of seen.findings) if (finding.kind === 'new-line') this.registerLine(finding.line);
  }

  private confirm(seen: Observed): void {
    for (const intent of this.intents) {
      const isThere =
        intent.kind === 'event' ? seen.seqsPresent.has(intent.seq) : seen.rowsPresent.has(intent.riskId);
      if (isThere) intent.state = 'seen';
    }
  }

  /** Newest event of each key that was read back once and is not in this cut. */
  private gone(cut: Cut): StoredIntent[] {
    const newest = new Map<string, StoredIntent>();
    for (const intent of this.intents) if (intent.kind === 'event') newest.set(intent.key, intent);
    const present = new Set((cut.events ?? []).map((event) => event.seq));
    return [...newest.values()].filter((intent) => intent.state === 'seen' && !present.has(intent.seq));
  }

  private again(id: RiskId, now: number): void {
    const row = this.rows.get(id);
    const risk = this.risks.get(id);
    if (!risk || !row) return;
    for (const intent of this.intents)
      if (intent.kind === 'row' && intent.riskId === id) intent.state = 'seen';
    const { caseRef, atRisk, summary, notes } = row.typed as TypedValues;
    const fresh = this.fresh(id, risk.region, id);
    this.intents.push({
      ...fresh,
      kind: 'row',
      row: { riskId: id, region: risk.region, caseRef, atRisk, summary, notes },
      state: 'unknown',
      attempts: 1,
      triedAt: now,
    });
  }

  private showAgain(id: RiskId): void {
    const risk = this.risks.get(id);
    if (risk) this.show(risk);
  }

  private past(cut: Cut): Map<string, StoredEvent> {
    const top = new Map<string, number>();
    for (const event of cut.events ?? []) top.set(event.key, Math.max(event.seq, top.get(event.key) ?? 0));
    const seqs = new Set(top.values());
    return new Map(
      this.intents.flatMap((intent) =>
        intent.kind === 'event' && seqs.has(intent.seq) ? [[intent.key, intent.event]] : [],
      ),
    );
  }

  private contextOf(region: RegionId): SheetContext {
    const { org, people, today } = this.world;
    return { actor: { kind: 'sheet', region }, today, org, people, names: namesOf(people) };
  }

  private carryOut(finding: Extract<Finding, { riskId: RiskId }>): void {
    const risk = this.risks.get(finding.riskId);
    if (!risk) return;
    const ctx = this.contextOf(risk.region);
    if (finding.kind === 'typed') {
      const applied = applySheetEdit(this.contextOf(finding.region), risk, finding.edits);
      this.commit(applied.decision);
      const row = this.rows.get(risk.id);
      if (row && applied.conflicts.length > 0)
        this.rows.set(risk.id, { ...row, conflicts: [...row.conflicts, ...applied.conflicts] });
    }
    if (finding.kind === 'moved') this.commit(moveRow(ctx, risk, finding.to));
    if (finding.kind === 'missing') this.commit(rowMissing(ctx, risk, this.world.today));
    if (finding.kind === 'returned') this.commit(rowReturned(risk));
  }

  private registerLine(line: NewLine): void {
    const id = this.newId(line.region);
    this.commit(registerLine(this.contextOf(line.region), line, id));
    this.hands = this.hands.map((hand) =>
      hand.fingerprint === line.fingerprint ? { ...hand, riskId: id } : hand,
    );
  }

  /** Open work, with what later events made pointless marked as done. */
  open(): StoredIntent[] {
    const open = this.intents.filter((intent) => intent.state !== 'seen');
    const gone = new Set(superseded(open as Outgoing[]));
    for (const intent of open) if (gone.has(intent.seq)) intent.state = 'seen';
    return open.filter((intent) => !gone.has(intent.seq));
  }

  eventRows(seqs: readonly number[]): EventRow[] {
    return this.pick(seqs).flatMap((intent) =>
      intent.kind === 'event'
        ? [{ seq: intent.seq, key: intent.key, values: intent.event.values, observed: intent.event.observed }]
        : [],
    );
  }

  newRows(seqs: readonly number[]): NewRow[] {
    return this.pick(seqs).flatMap((intent) => (intent.kind === 'row' ? [intent.row] : []));
  }

  pick(seqs: readonly number[]): StoredIntent[] {
    return this.intents.filter((intent) => seqs.includes(intent.seq));
  }
}
