/** Knows each row's true origin and holds the protocol to its invariants (sync facts 12) at every step. */
import { cellText } from '../../register/cell-text';
import {
  pairedFields,
  type PairedField,
  type SheetValues,
  type TypedField,
  type TypedValues,
} from '../../register/columns';
import { type RiskId } from '../../register/ids';
import { isActive, labels, levels } from '../../register/vocabulary';
import { type CutRow, type EventRow, type WriteOutcome } from '../../register/store';
import { fingerprintOf } from '../../sync/protocol/hand-rows';
import { observe } from '../../sync/protocol/observe';
import { leastSettleMs as resendSettleMs, longestJournalMs } from '../../sync/request-time';
import { readingRules, type Concluded } from './reading';
import { type EventIntent, type Service } from './service';
import { Violation } from './violation';
import { type Sending } from './worker';
import { asRead, type ServiceWrite, type Watcher, type World, type WorldRow } from './world';

interface Absence {
  /** Business instant of the first cut without the row, and how many cuts since. */
  first: number;
  cuts: number;
}

/** A text read from a cell and concluded about. */
interface Taken {
  field: TypedField;
  text: string;
  at: number;
}

export class Oracle implements Watcher {
  world: World | null = null;
  /** Real time. */
  now = 0;
  /** Risks whose rows people have put back themselves, by saving older files or undoing deletions: a twin may stand then, and must be flagged. */
  readonly putBackByPeople = new Set<string>();
  wholeFileSaves = 0;
  readonly taken = new Map<RiskId, Taken[]>();
  private readonly absent = new Map<RiskId, Absence>();
  private readonly mass = new Set<RiskId>();
  /** Last attempt at each row that was not certainly refused. */
  private readonly tried = new Map<number, number>();
  /** When the service last wrote into a cell. */
  private readonly writtenOver = new Map<string, number>();
  /** Since when an older content shows a text again. */
  private readonly broughtBack = new Map<string, number>();
  private readonly reminders = new Set<string>();

  constructor(
    private readonly service: Service,
    private readonly note: (what: string) => void,
  ) {}

  /** I5: the service makes one live row per Risk ID. What people put back themselves is asked for at rest. */
  made(row: WorldRow): void {
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
  }

  /** A change of an item by the service: on the right row (I2), never backwards (I6), in its own cells (I4), over nobody's words (I3). */
  wrote({ before, after, event }: ServiceWrite): void {
    if (event) this.checkPlace(before, event);
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
      this.checkOverwritten(before, field as PairedField);
      this.writtenOver.set(`${before.uid}|${field}`, this.now);
    }
  }

  private checkPlace(row: WorldRow, event: EventRow): void {
    this.published({ ...event, values: this.eventOf(event.seq)?.event.values ?? event.values });
    const rightful = row.madeFor ?? row.riskId.trim();
    const isHandRow = event.key.startsWith('new:');
    if (isHandRow ? row.madeFor !== null : rightful !== event.key)
      throw new Violation('I2', `the row of ${rightful || 'a line typed by hand'} is given ${event.key}`);
    if (isHandRow && row.carried === null && fingerprintOf({ typed: asRead(row.typed) }) !== event.key)
      throw new Violation('I2', 'a line typed by hand is given the answer to another');
  }

  private eventOf(seq: number): EventIntent | null {
    const found = this.service.intents.find((intent) => intent.seq === seq);
    return found?.kind === 'event' ? found : null;
  }

  /** I3: a person's text gives way only after it was read and taken, or somebody decided otherwise. */
  private checkOverwritten(row: WorldRow, field: PairedField): void {
    const typedAt = row.byPeople[field];
    const text = cellText(row.typed[field]);
    if (typedAt === undefined || text === '') return;
    const id = (row.carried?.key ?? row.riskId) as RiskId;
    // Who takes back what nobody had read yet leaves the cell as the service wrote it.
    const { carried } = row;
    if (text === carried?.values[field] && this.service.rows.get(id)?.takenOver[field] !== carried.seq)
      return;
    const where = `${id} ${field}: "${text}"`;
    const taken = (this.taken.get(id) ?? []).filter((one) => one.field === field);
    // Typed again after another text that nobody had read: as long as the service has not written there, it was read before.
    const writtenAt = this.writtenOver.get(`${row.uid}|${field}`) ?? -1;
    const last = taken.at(-1);
    const isRead = taken.some((one) => one.text === text && one.at >= typedAt);
    const wasRead = last !== undefined && last.text === text && last.at > writtenAt;
    if (!isRead && !wasRead)
      throw new Violation('I3', `${where} was written over before anybody had read it`);
    if (
      this.isDecided(id, field, isRead ? typedAt : (last?.at ?? typedAt)) ||
      this.wasInEffect(id, field, text)
    )
      return;
    throw new Violation('I3', `${where} was never in effect, and written over without anybody's decision`);
  }

  /** Somebody changed the field in Teams, or settled a conflict, after the text was typed. */
  isDecided(id: RiskId, field: TypedField, since: number): boolean {
    return (
      this.service.decided.some((one) => one.riskId === id && one.field === field && one.at >= since) ||
      this.wasToldHeld(id)
    );
  }

  /** What is typed on a risk that is over is held: its row does not say so, the ROM was told. */
  private wasToldHeld(id: RiskId): boolean {
    const risk = this.service.risks.get(id);
    if (!risk || isActive(risk.status)) return false;
    return [...this.service.outbox.values()].some(
      (notice) => notice.event === 'sheet-edit-held' && notice.riskId === id,
    );
  }

  private wasInEffect(id: RiskId, field: PairedField, text: string): boolean {
    if (field === 'types' || field === 'mitigations') return true; // merged with the other side's, not replaced
    return this.service.intents.some(
      (one) =>
        one.kind === 'event' &&
        one.key === id &&
        one.event.values[field].toLowerCase() === text.toLowerCase(),
    );
  }

  /** I10: rows are sent by whoever holds the lease; I11: an attempt of unknown outcome is repeated only after a later look. */
  sending(next: Sending, holder: string): void {
    if (next.kind !== 'rows') return;
    const { lease, register } = this.service;
    if (lease.holder !== holder || lease.until <= this.now)
      throw new Violation('I10', 'a process without the lease sends rows');
    for (const seq of next.seqs) {
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
    this.checkBroughtBack(what);
    this.remember(what);
    this.checkMerges(what);
    this.checkMassTaken(what);
    this.checkBase();
    this.checkAgain(what);
    this.checkAbsences(what);
  }

  /** SHT11: text that an older content brings back was not typed now. */
  private checkBroughtBack({ memory, reading, observed }: Concluded): void {
    const { cut, past } = reading;
    for (const finding of observed.findings)
      for (const { field, is } of finding.kind === 'typed' ? finding.edits : []) {
        const since = this.broughtBack.get(`${(finding as { riskId: string }).riskId}|${field}|${is}`);
        const isTyped = (row: WorldRow) => (row.byPeople[field] ?? -1) >= (since ?? 0);
        if (since !== undefined && !(this.world?.all() ?? []).some(isTyped))
          throw new Violation(
            'I3',
            `${field}: "${is}", which an older content brought back, is taken for typing`,
          );
      }
    if (cut.carrier !== 'table') return;
    const said = ({ typed, typedOver }: CutRow): TypedValues => ({ ...typed, ...typedOver });
    const lines = new Map(cut.regions.flatMap(({ rows }) => rows.map((row) => [row.riskId, said(row)])));
    for (const key of this.broughtBack.keys()) {
      const [riskId = '', field = ''] = key.split('|');
      if (lines.get(riskId)?.[field as TypedField] !== key.slice(riskId.length + field.length + 2))
        this.broughtBack.delete(key);
    }
    if (past === null) return;
    const rows = new Map(memory.rows.map((row) => [row.riskId as string, row]));
    for (const [riskId, typed] of lines) {
      const [then, row] = [past.get(riskId)?.typed, rows.get(riskId)];
      for (const field of then ? (Object.keys(typed) as TypedField[]) : []) {
        // Seen before, when nothing told of an older content yet: what was typed there had not been written back (the known limit).
        const wasSeen = row?.settling?.typed[field] === typed[field] && !row.settling.lost.includes(field);
        if (then?.[field] === typed[field] && row?.typed[field] !== typed[field] && !wasSeen)
          this.broughtBack.set(`${riskId}|${field}|${typed[field]}`, this.now);
      }
    }
  }

  private remember({ observed }: Concluded): void {
    for (const finding of observed.findings) {
      if (finding.kind !== 'typed' && finding.kind !== 'left') continue;
      const before = this.taken.get(finding.riskId) ?? [];
      const read = finding.kind === 'typed' ? finding.edits : finding.fields;
      const texts = read.map(({ field, is }) => ({ field, text: is, at: this.now }));
      if (texts.some(({ text }) => text.startsWith('computed')))
        throw new Violation('I13', `what a formula computes was taken for typing in ${finding.riskId}`);
      this.taken.set(finding.riskId, [...before, ...texts]);
    }
  }

  /** MRG3: of two levels the higher holds until a person picks. */
  private checkMerges({ memory, observed }: Concluded): void {
    const before = new Map(memory.rows.map((row) => [row.riskId, row.conflicts]));
    const rank = (text: string) => levels.findIndex((one) => labels.level[one] === text);
    for (const finding of observed.findings) {
      if (finding.kind !== 'typed') continue;
      const conflict = this.service.rows.get(finding.riskId)?.conflicts.find((one) => one.field === 'level');
      const risk = this.service.risks.get(finding.riskId);
      const level = risk?.level;
      // Nothing typed on the row of a risk that is over is merged: it is held.
      if (!conflict || !level || !isActive(risk.status) || before.get(finding.riskId)?.includes(conflict))
        continue;
      if (!finding.edits.some((edit) => edit.field === 'level')) continue;
      if (levels.indexOf(level) < Math.max(rank(conflict.sheet), rank(conflict.service)))
        throw new Violation(
          'MRG3',
          `${finding.riskId}: of "${conflict.sheet}" and "${conflict.service}" the lower holds`,
        );
    }
  }

  /** I12: one text drawn over a column is taken only after a person has said so. */
  private checkMassTaken({ memory, observed }: Concluded): void {
    const counts = new Map<string, number>();
    for (const finding of observed.findings) {
      if (finding.kind !== 'typed' || this.service.saidToTake.has(finding.riskId)) continue;
      for (const { field, is } of finding.edits)
        if (field === 'level' && is !== '')
          counts.set(`${finding.region}|${is}`, (counts.get(`${finding.region}|${is}`) ?? 0) + 1);
    }
    for (const [key, count] of counts) {
      const region = key.split('|')[0] ?? '';
      const rows = memory.rows.filter((row) => row.region === region).length;
      if (count >= 5 && count > rows * 0.5)
        throw new Violation('I12', `${count} cells of a column of ${region} are taken unasked`);
    }
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

  /** I8: a second look at the same cut finds nothing. */
  private checkAgain({ memory: before, reading, observed }: Concluded): void {
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
      if (!wasLeft && JSON.stringify(known?.typed) !== JSON.stringify(row.typed))
        throw new Violation('I8', `the same reading changes what is remembered of ${row.riskId}`);
    }
  }

  /** I12: gone is who was absent from two cuts the set time apart; who vanished with many others is not gone. */
  private checkAbsences({ memory, reading, observed }: Concluded): void {
    const { cut } = reading;
    const at = Date.parse(reading.at);
    const present = new Set(cut.regions.flatMap(({ rows }) => rows.map((row) => row.riskId)));
    const closed = new Set(cut.problems.map((problem) => problem.region));
    const vanished = new Map<string, RiskId[]>();
    for (const { riskId, region, presence } of memory.rows) {
      if (present.has(riskId)) {
        this.absent.delete(riskId);
        this.mass.delete(riskId);
      } else if (!closed.has(region)) {
        const before = this.absent.get(riskId);
        this.absent.set(riskId, { first: Math.min(before?.first ?? at, at), cuts: (before?.cuts ?? 0) + 1 });
        if (presence === 'present') vanished.set(region, [...(vanished.get(region) ?? []), riskId]);
      }
    }
    for (const finding of observed.findings)
      if (finding.kind === 'missing' && !finding.confirmed) this.checkMissing(finding.riskId, at);
    for (const [region, ids] of vanished) {
      const here = memory.rows.filter((row) => row.region === region).length;
      if (ids.length > 5 || (ids.length >= 3 && ids.length > here * 0.1))
        for (const id of ids) this.mass.add(id);
    }
  }

  private checkMissing(id: RiskId, at: number): void {
    const absence = this.absent.get(id);
    if (!absence || absence.cuts < 2 || at - absence.first < readingRules.deleteAfterMs)
      throw new Violation('I12', `${id} is taken for deleted after ${absence?.cuts ?? 0} readings`);
    if (this.mass.has(id))
      throw new Violation('I12', `${id} vanished with many others and is taken for deleted`);
  }
}

/** Two sets of values, apart from what Check says. */
export function differs(one: SheetValues, other: SheetValues): PairedField | null {
  for (const field of Object.keys(one) as (keyof SheetValues)[])
    if (field !== 'attention' && one[field] !== other[field]) return field as PairedField;
  return null;
}
