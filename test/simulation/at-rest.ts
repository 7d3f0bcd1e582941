/** What must hold when faults are over, people are idle and everything has had its time (I1, I3, I5, I9, I15). */
import {
  pairedFields,
  type PairedField,
  type SheetValues,
  type TypedField,
  type TypedValues,
} from '../../register/columns';
import { cellText } from '../../register/cell-text';
import { holdId } from '../../register/hold';
import { type RiskId } from '../../register/ids';
import { type Risk } from '../../register/risk';
import { type RowMemory } from '../../register/sheet-memory';
import { sheetValues } from '../../register/sheet-values';
import { isActive } from '../../register/vocabulary';
import { type Typing } from './cell-typing';
import { idOf } from './list-world';
import { type StoreKind } from './plan';
import { type Service } from './service';
import { isDecided } from './taken-texts';
import { Violation } from './violation';
import { asRead, readableOn, type World, type WorldRow } from './world';

export interface Rest {
  store: StoreKind;
  service: Service;
  world: World;
  accepted: readonly RiskId[];
  typings: readonly Typing[];
}

export function checkAtRest(rest: Rest): void {
  const standing = standingRows(rest);
  const rowsOf = (id: string) => standing.get(id) ?? [];
  for (const id of rest.service.risks.keys()) checkAccepted(rest, id, rowsOf(id));
  for (const [id, row] of rest.service.rows) {
    const [only] = rowsOf(id);
    if (only && isWhole(rest, row)) checkConverged(rest, id, only);
    if (only && isWhole(rest, row) && !isStopped(rest, row)) checkOver(row, only);
  }
  const last = new Map(rest.typings.map((typing) => [`${typing.riskId}|${typing.field}`, typing]));
  for (const typing of last.values()) checkTyping(rest, typing, rowsOf(typing.riskId));
  checkReminders(rest);
}

/** By Risk ID, in the regions whose table is there. */
function standingRows(rest: Rest): Map<string, WorldRow[]> {
  const standing = new Map<string, WorldRow[]>();
  for (const [region, rows] of Object.entries(rest.world.state.regions))
    if (isOpen(rest, region))
      for (const row of rows) standing.set(idOf(row), [...(standing.get(idOf(row)) ?? []), row]);
  return standing;
}

/** The service knows of one row, where it can be read. */
function isWhole(rest: Rest, row: RowMemory): boolean {
  return row.presence === 'present' && !row.duplicated && isOpen(rest, row.region);
}

/** A region whose table is missing is left alone; its ROM was told. */
function isOpen({ world }: Rest, region: string): boolean {
  return !world.state.lost.includes(region);
}

const wasTold = ({ service }: Rest, event: string, id: RiskId) =>
  [...service.outbox.values()].some(
    (notice) =>
      notice.event === event && (notice.riskId === id || notice.items.some((item) => item.riskId === id)),
  );

/** I1: every report stands in the register, or a person was told why not. I5: whoever stands twice is flagged. */
function checkAccepted(rest: Rest, id: RiskId, standing: readonly WorldRow[]): void {
  const row = rest.service.rows.get(id);
  if (!row) throw new Violation('I1', `nothing is remembered of ${id}`);
  const isRegionOpen = isOpen(rest, row.region);
  if (standing.length > 1 && !row.duplicated && isRegionOpen)
    throw new Violation('I5', `${id} stands ${standing.length} times and nobody was told`);
  if (standing.length > 0 || !isRegionOpen || isStopped(rest, row)) return;
  if (!reasonsFor(row).some((event) => wasTold(rest, event, id)))
    throw new Violation('I1', `${id} is not in the register and nobody was told (${row.presence})`);
}

/** What tells a person why a row is not there. */
const reasonsFor = ({ presence }: RowMemory) =>
  presence === 'deleted' ? ['row-missing', 'mass-edit', 'rows-late'] : ['mass-edit', 'rows-late'];

/** A brake has stopped the row or its region: its ROM was asked, and nothing is concluded until they answer. */
function isStopped({ service, world }: Rest, row: RowMemory): boolean {
  const isHere = (region: string) => world.rows(region).some((one) => idOf(one) === row.riskId);
  const places = [row.region, ...world.regionIds.filter(isHere)];
  return (
    row.quarantine !== undefined ||
    places.some((region) => holdId(region, 'mass-change') in service.register.holds)
  );
}

/** I15: what the register shows is what the service holds. */
function checkConverged(rest: Rest, id: RiskId, row: WorldRow): void {
  const risk = rest.service.risks.get(id);
  const shown = readableOn(rest.world.state, row);
  if (!risk || !shown) throw new Violation('I15', `${id} shows nothing`);
  const field = differs(sheetValues(risk, rest.service.names), shown);
  if (field) throw new Violation('I15', `${id} shows ${field} "${shown[field]}", not what the service holds`);
  const newest = rest.service.newest.get(id);
  if (shown.attention !== newest?.event.values.attention)
    throw new Violation('I15', `${id}: Check does not say what it should`);
  if (rest.service.saidOf(risk).attention !== newest?.event.values.attention)
    throw new Violation('SHT16', `${id}: Check says "${shown.attention}", which is not what holds by now`);
  const memory = rest.service.rows.get(id);
  if (rest.store === 'lists' && memory && !isStopped(rest, memory))
    for (const one of pairedFields) checkCell(id, row, one);
}

/** I3: a constant over a formula is remembered as it stands, so that emptying it says nothing. */
function checkOver(memory: RowMemory, { over }: WorldRow): void {
  for (const field of pairedFields)
    if (memory.over[field] !== over[field])
      throw new Violation('I3', `${memory.riskId} ${field}: the constant "${over[field]}" is not remembered`);
}

/** Two sets of values, apart from what Check says. */
function differs(one: SheetValues, other: SheetValues): PairedField | null {
  for (const field of Object.keys(one) as (keyof SheetValues)[])
    if (field !== 'attention' && one[field] !== other[field]) return field as PairedField;
  return null;
}

/** The cell says what is in effect, unless a person's text in it waits for a decision. */
function checkCell(id: RiskId, row: WorldRow, field: PairedField): void {
  const { carried } = row;
  const text = asRead(row.typed)[field];
  if (!carried || text === carried.values[field] || carried.disputed.includes(field)) return;
  throw new Violation(
    'I15',
    `${id} ${field}: the cell says "${text}", in effect is "${carried.values[field]}"`,
  );
}

/** I3: a typed text that still stands is remembered, and in effect, or the row says why not, or somebody decided otherwise later. */
function checkTyping(rest: Rest, typing: Typing, standing: readonly WorldRow[]): void {
  const row = rowOfTyping(typing, standing);
  const known = row && whatIsKnown(rest, typing.riskId as RiskId);
  if (!known) return;
  const { field } = typing;
  const text = asRead(row.typed)[field];
  if (rest.store === 'excel' && (known.memory.typed as TypedValues)[field] !== text)
    throw new Violation('I3', `${known.risk.id} ${field}: "${text}" stands there and is not remembered`);
  // Notes are the sheet's alone, and types are merged with the other side's.
  if (field === 'notes' || field === 'types' || isExplained(rest, row, known.risk.id)) return;
  // It was explained while the risk was active; beside an ended one old cells say nothing any more.
  if (typing.at < (rest.service.endedAt.get(known.risk.id) ?? 0)) return;
  checkInEffect(rest, known.risk, { field, text, at: typing.at });
}

function checkInEffect(rest: Rest, risk: Risk, typed: Pick<Typing, 'field' | 'text' | 'at'>): void {
  const { field, text, at } = typed;
  const inEffect = textInEffect(rest, risk, field);
  const isSame = inEffect?.toLowerCase() === text.toLowerCase();
  if (!isSame && !isDecided(rest.service, { id: risk.id, field }, at))
    throw new Violation(
      'I3',
      `${risk.id} ${field}: "${text}" stands there, "${inEffect}" is in effect, nothing says why`,
    );
}

/** The row says why, or the ROM was told that the sheet seems to have gone back, and of this row. */
const isExplained = (rest: Rest, row: WorldRow, id: RiskId) =>
  (readableOn(rest.world.state, row)?.attention ?? '') !== '' ||
  (rest.world.goneBack > 0 && wasTold(rest, 'sheet-rolled-back', id));

/** The row on which the typed text still stands; null when nothing more can be asked of it. */
function rowOfTyping(typing: Typing, [row, ...more]: readonly WorldRow[]): WorldRow | null {
  if (row?.uid !== typing.uid || more.length > 0) return null;
  const isStanding = row.byPeople[typing.field] === typing.at && typing.text !== '';
  return isStanding && typing.text !== typing.observed ? row : null;
}

/** What the service holds of a risk with one row that no brake has stopped; else null. */
function whatIsKnown(rest: Rest, id: RiskId): { memory: RowMemory; risk: Risk } | null {
  const [memory, risk] = [rest.service.rows.get(id), rest.service.risks.get(id)];
  if (!memory || !risk || !isWhole(rest, memory) || isStopped(rest, memory)) return null;
  return { memory, risk };
}

function textInEffect({ service }: Rest, risk: Risk, field: TypedField): string | undefined {
  const texts: Partial<Record<TypedField, string>> = {
    ...sheetValues(risk, service.names),
    // As a cell shows it.
    summary: cellText(risk.summary),
  };
  return texts[field];
}

/** I9: whose review day has come, somebody was reminded of. */
function checkReminders({ service }: Rest): void {
  const { today } = service;
  for (const risk of service.risks.values()) {
    if (!isActive(risk.status) || risk.nextReviewOn === null || risk.nextReviewOn > today) continue;
    const start = `${risk.id}|${risk.nextReviewOn}|0|`;
    if (![...service.reminded].some((key) => key.startsWith(start)))
      throw new Violation('I9', `nobody was reminded of ${risk.id}`);
  }
}
