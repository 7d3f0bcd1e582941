/** What was read from cells and concluded about: a person's text gives way only after that, or by somebody's decision (I3). */
import { cellText } from '../../register/cell-text';
import { type PairedField, type TypedField } from '../../register/columns';
import { type RiskId } from '../../register/ids';
import { isActive } from '../../register/vocabulary';
import { type Finding, type Memory } from '../../sync/protocol/findings';
import { type Concluded } from './reading';
import { type Service } from './service';
import { Violation } from './violation';
import { type WorldRow } from './world';

/** A text read from a cell and concluded about. */
interface Taken {
  field: TypedField;
  text: string;
  at: number;
}

type Lost = Extract<Finding, { kind: 'lost-typing' }>;

/** A text that a person put into a cell. */
interface PersonsText {
  id: RiskId;
  field: PairedField;
  text: string;
  at: number;
}

export class TakenTexts {
  private readonly taken = new Map<RiskId, Taken[]>();
  /** Texts of which the ROM was told that an older version brought them back, and when. */
  private readonly lost = new Map<string, number>();
  /** When the service last wrote into a cell. */
  private readonly writtenOver = new Map<string, number>();

  constructor(private readonly service: Service) {}

  remember({ memory, observed }: Concluded, now: number): void {
    for (const finding of observed.findings) {
      if (finding.kind === 'lost-typing') this.rememberLost(memory, finding, now);
      if (finding.kind !== 'typed' && finding.kind !== 'left') continue;
      const before = this.taken.get(finding.riskId) ?? [];
      const read = finding.kind === 'typed' ? finding.edits : finding.fields;
      const texts = read.map(({ field, is }) => ({ field, text: is, at: now }));
      if (texts.some(({ text }) => text.startsWith('computed')))
        throw new Violation('I13', `what a formula computes was taken for typing in ${finding.riskId}`);
      this.taken.set(finding.riskId, [...before, ...texts]);
    }
  }

  private rememberLost({ rows }: Memory, finding: Lost, now: number): void {
    const settling = rows.find((row) => row.riskId === finding.riskId)?.settling;
    for (const field of finding.fields)
      this.lost.set(`${finding.riskId}|${field}|${settling?.typed[field] ?? ''}`, now);
  }

  /** The service writes into a cell, over whatever stood there. */
  wroteOver(row: WorldRow, field: PairedField, now: number): void {
    const typed = this.textOfPerson(row, field);
    if (typed !== null) this.checkOverwritten(row, typed);
    this.writtenOver.set(`${row.uid}|${field}`, now);
  }

  /** Null when the cell is empty, or stands as the service wrote it. */
  private textOfPerson(row: WorldRow, field: PairedField): PersonsText | null {
    const at = row.byPeople[field];
    const text = cellText(row.typed[field]);
    if (at === undefined || text === '') return null;
    const id = (row.carried?.key ?? row.riskId) as RiskId;
    const { carried } = row;
    // Who takes back what nobody had read yet leaves the cell as the service wrote it.
    if (text === carried?.values[field] && this.service.rows.get(id)?.takenOver[field] !== carried.seq)
      return null;
    return { id, field, text, at };
  }

  private checkOverwritten(row: WorldRow, typed: PersonsText): void {
    const { id, field, text } = typed;
    if ((this.lost.get(`${id}|${field}|${text}`) ?? -1) >= typed.at) return;
    const where = `${id} ${field}: "${text}"`;
    const since = this.readSince(row, typed);
    if (since === null) throw new Violation('I3', `${where} was written over before anybody had read it`);
    if (isDecided(this.service, { id, field }, since) || wasInEffect(this.service, typed)) return;
    if (this.wasReplaced(typed)) return;
    throw new Violation('I3', `${where} was never in effect, and written over without anybody's decision`);
  }

  /** People have typed something else there since, which was read: an older version of the row brought this text back. */
  private wasReplaced({ id, field, text }: PersonsText): boolean {
    const taken = (this.taken.get(id) ?? []).filter((one) => one.field === field);
    const last = taken.findLastIndex((one) => one.text === text);
    return last >= 0 && last < taken.length - 1;
  }

  /** From when on a decision is one about this text; null when nobody had read it. */
  private readSince(row: WorldRow, { id, field, text, at }: PersonsText): number | null {
    const taken = (this.taken.get(id) ?? []).filter((one) => one.field === field);
    if (taken.some((one) => one.text === text && one.at >= at)) return at;
    // A text in dispute is remembered as standing there: typed again it is the same statement, and whoever decided since decided about it.
    const isInDispute =
      row.carried?.disputed.includes(field) && this.service.rows.get(id)?.typed[field] === text;
    if (isInDispute) return taken.findLast((one) => one.text === text)?.at ?? at;
    // Typed again after another text that nobody had read: as long as the service has not written there, it was read before.
    const writtenAt = this.writtenOver.get(`${row.uid}|${field}`) ?? -1;
    const last = taken.at(-1);
    return last !== undefined && last.text === text && last.at > writtenAt ? last.at : null;
  }
}

/** SHT2: what is taken was seen to stand there at an earlier reading. */
export function checkSettled({ memory, observed }: Concluded): void {
  const before = new Map(memory.rows.map((row) => [row.riskId, row.settling]));
  for (const finding of observed.findings)
    if (finding.kind === 'typed')
      for (const { field, is } of finding.edits)
        if (before.get(finding.riskId)?.typed[field] !== is)
          throw new Violation('SHT2', `${finding.riskId} ${field}: "${is}" is taken at first sight`);
}

/** Somebody changed the field in Teams, or settled a conflict, after the text was typed. */
export function isDecided(
  service: Service,
  { id, field }: { id: RiskId; field: TypedField },
  since: number,
): boolean {
  return (
    service.decided.some((one) => one.riskId === id && one.field === field && one.at >= since) ||
    wasToldHeld(service, id)
  );
}

/** What is typed on a risk that is over is held: its row does not say so, the ROM was told. */
function wasToldHeld(service: Service, id: RiskId): boolean {
  const risk = service.risks.get(id);
  if (!risk || isActive(risk.status)) return false;
  return [...service.outbox.values()].some(
    (notice) => notice.event === 'sheet-edit-held' && notice.riskId === id,
  );
}

function wasInEffect(service: Service, { id, field, text }: PersonsText): boolean {
  if (field === 'types' || field === 'mitigations') return true; // merged with the other side's, not replaced
  return service.intents.some(
    (one) =>
      one.kind === 'event' && one.key === id && one.event.values[field].toLowerCase() === text.toLowerCase(),
  );
}
