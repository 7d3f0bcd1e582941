/** Knows each row's true origin and holds the protocol to its invariants (sync facts 12) at every step. */
import { pairedFields, type PairedField, type TypedField } from '../../register/columns';
import { type EventRow, type WriteOutcome } from '../../register/store';
import { type RegionId } from '../../register/ids';
import { fingerprintOf } from '../../sync/protocol/hand-rows';
import { observe } from '../../sync/protocol/observe';
import { leastSettleMs as resendSettleMs, longestJournalMs } from '../../sync/request-time';
import { Absences } from './absences';
import { BroughtBack } from './brought-back';
import { TakenOnce } from './taken-once';
import { readingRules, type Concluded } from './reading';
import { type EventIntent, type Service } from './service';
import { checkMassTaken, checkMerges } from './taken-levels';
import { checkSettled, TakenTexts } from './taken-texts';
import { Violation } from './violation';
import { type Sending } from './worker';
import { asRead, type ServiceWrite, type Watcher, type World, type WorldRow } from './world';

export class Oracle implements Watcher {
  world: World | null = null;
  /** Real time. */
  now = 0;
  /** Risks whose rows people have put back themselves, by saving older files or undoing deletions: a twin may stand then, and must be flagged. */
  readonly putBackByPeople = new Set<string>();
  wholeFileSaves = 0;
  /** A view that lags shows what was typed as gone, and a moment later as typed anew. */
  viewsLag = false;
  private readonly texts: TakenTexts;
  private readonly broughtBack = new BroughtBack();
  private readonly takenOnce = new TakenOnce();
  private readonly absences = new Absences();
  /** Last attempt at each row that was not certainly refused. */
  private readonly tried = new Map<number, number>();
  /** Sequences that stood in the register at some time. */
  private readonly told = new Set<number>();
  private readonly reminders = new Set<string>();

  constructor(
    private readonly service: Service,
    private readonly note: (what: string) => void,
  ) {
    this.texts = new TakenTexts(service);
  }

  /** I5: the service makes one live row per Risk ID. What people put back themselves is asked for at rest. */
  made(row: WorldRow): void {
    if (row.carried) this.told.add(row.carried.seq);
    if (this.wholeFileSaves > 0 || this.putBackByPeople.has(row.riskId)) return;
    const twins = (this.world?.all() ?? []).filter((one) => one.madeFor === row.madeFor);
    if (twins.length > 1)
      throw new Violation('I5', `the service made ${twins.length} rows for ${row.madeFor}`);
  }

  /** I2, I6: what is published is what was decided, under its own key. */
  published(event: EventRow): void {
    const sent = this.service.intents.find((intent) => intent.seq === event.seq);
    if (sent?.kind !== 'event' || sent.key !== event.key)
      throw new Violation('I2', `${event.key} is told what was decided for ${sent?.key ?? 'nobody'}`);
    if (sent.event.values !== event.values)
      throw new Violation('I6', `sequence ${event.seq} does not say what was decided under it`);
    this.told.add(event.seq);
  }

  /** A change of an item by the service: on the right row (I2), never backwards (I6), in its own cells (I4), over nobody's words (I3). */
  wrote({ region, before, after, event }: ServiceWrite): void {
    if (event) this.checkPlace(region as RegionId, before, event);
    if (before.carried && after.carried && before.carried.key === after.carried.key)
      if (after.carried.seq < before.carried.seq)
        throw new Violation(
          'I6',
          `${after.riskId} went from ${before.carried.seq} back to ${after.carried.seq}`,
        );
    for (const field of Object.keys(after.typed) as TypedField[]) {
      if (before.typed[field] === after.typed[field]) continue;
      if (!(pairedFields as readonly string[]).includes(field))
        throw new Violation('I4', `the service wrote into ${field} of ${before.riskId}`);
      this.texts.wroteOver(before, field as PairedField, this.now);
    }
  }

  private checkPlace(region: RegionId, row: WorldRow, event: EventRow): void {
    this.published({ ...event, values: this.eventOf(event.seq)?.event.values ?? event.values });
    const rightful = row.madeFor ?? row.riskId.trim();
    const isHandRow = event.key.startsWith('new:');
    if (isHandRow ? row.madeFor !== null : rightful !== event.key)
      throw new Violation('I2', `the row of ${rightful || 'a line typed by hand'} is given ${event.key}`);
    if (
      isHandRow &&
      row.carried === null &&
      fingerprintOf(region, { typed: asRead(row.typed) }) !== event.key
    )
      throw new Violation('I2', 'a line typed by hand is given the answer to another');
  }

  private eventOf(seq: number): EventIntent | null {
    const found = this.service.intents.find((intent) => intent.seq === seq);
    return found?.kind === 'event' ? found : null;
  }

  /** I10: rows are sent by whoever holds the lease; I11: an attempt of unknown outcome is repeated only after a later look. */
  sending(next: Sending, holder: string): void {
    this.checkNewest();
    if (next.kind !== 'rows') return;
    const { lease, register } = this.service;
    if (lease.holder !== holder || lease.until <= this.now)
      throw new Violation('I10', 'a process without the lease sends rows');
    for (const { seq, triedAt } of this.service.intents.filter((intent) => next.seqs.includes(intent.seq))) {
      if (triedAt === null || this.now - triedAt > longestJournalMs)
        throw new Violation('I11', 'a row is sent later than the journal says');
      const before = this.tried.get(seq);
      const readAt = register.readAt === null ? -1 : Date.parse(register.readAt);
      if (before !== undefined && readAt <= before + resendSettleMs - longestJournalMs)
        throw new Violation('I11', 'a row of unknown outcome is sent again without a look at the register');
      this.tried.set(seq, this.now);
    }
  }

  answered(next: Sending, outcome: WriteOutcome): void {
    for (const intent of this.service.intents) {
      if (!next.seqs.includes(intent.seq)) continue;
      if (outcome.kind === 'failed') this.tried.delete(intent.seq);
      if (outcome.kind === 'unknown' && intent.state !== 'unknown' && intent.state !== 'seen')
        throw new Violation('I11', `an unknown outcome is taken for "${intent.state}"`);
      if (outcome.kind === 'ok' && intent.state === 'pending')
        throw new Violation('I11', 'a success is taken for a failure');
    }
  }

  /** I9: what was said once is not said again. */
  reminded(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.reminders.has(key)) throw new Violation('I9', `the reminder ${key} is given twice`);
      this.reminders.add(key);
    }
  }

  concluded(what: Concluded): void {
    for (const finding of what.observed.findings) this.note(`found-${finding.kind}`);
    if (what.observed.rowsLost.length > 0) this.note('row-lost');
    const isStill = !this.viewsLag && this.world?.goneBack === 0 && what.reading.cut.carrier === 'table';
    if (isStill) this.takenOnce.check(what, this.world?.all() ?? []);
    this.broughtBack.check(what, { rows: this.world?.all() ?? [], now: this.now });
    this.texts.remember(what, this.now);
    checkMerges(this.service, what);
    checkMassTaken(this.service, what);
    checkSettled(what);
    this.checkBase();
    this.checkNewest();
    this.checkAgain(what);
    this.absences.check(what);
  }

  /** I7: the base never knows of typing that no event speaks of. */
  private checkBase(): void {
    for (const row of this.service.rows.values()) {
      const told = this.service.newest.get(row.riskId)?.event.typed;
      if (!told || told === row.typed) continue;
      for (const field of Object.keys(told) as TypedField[])
        if (row.typed[field] !== told[field] && row.typed[field] !== '')
          throw new Violation('I7', `${row.riskId} ${field}: the base is ahead of what was decided`);
    }
  }

  /** I6: whatever was decided last for a row has stood in the register before it counts as arrived. */
  private checkNewest(): void {
    for (const { key, seq, state } of this.service.newest.values())
      if (state === 'seen' && !this.told.has(seq))
        throw new Violation('I6', `the newest of ${key} counts as arrived and was never there`);
  }

  /** I8: a second look at the same cut finds nothing. */
  private checkAgain({ memory: before, reading, observed }: Concluded): void {
    // Nothing was found and nothing is remembered otherwise: the same question has the same answer.
    const isSame = observed.memory.rows.every((row, at) => row === before.rows[at]);
    if (isSame && observed.findings.length === 0) return;
    const { register, rows, hands } = this.service;
    const memory = { register, rows: [...rows.values()], handRows: hands };
    const again = observe(memory, { ...reading, past: null, service: undefined }, readingRules);
    // What a brake let stand, or set apart, is settled first; what else was typed on the row comes with the next reading.
    const isApart = before.rows.some((row) => row.quarantine !== undefined);
    const wasLeft = isApart || observed.findings.some((finding) => finding.kind === 'left');
    const found = wasLeft ? undefined : again.findings[0];
    if (found) throw new Violation('I8', `the same reading finds ${found.kind} once more`);
    for (const row of again.memory.rows) {
      const known = rows.get(row.riskId);
      if (
        !wasLeft &&
        known?.typed !== row.typed &&
        JSON.stringify(known?.typed) !== JSON.stringify(row.typed)
      )
        throw new Violation('I8', `the same reading changes what is remembered of ${row.riskId}`);
    }
  }
}
