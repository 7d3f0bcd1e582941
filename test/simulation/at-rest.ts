/** What must hold when faults are over, people are idle and everything has had its time (I1, I3, I5, I9, I15). */
import { pairedFields, type PairedField, type TypedValues } from '../../register/columns';
import { holdId } from '../../register/hold';
import { type RiskId } from '../../register/ids';
import { type RowMemory } from '../../register/sheet-memory';
import { sheetValues } from '../../register/sheet-values';
import { isActive } from '../../register/vocabulary';
import { type Typing } from './editors';
import { idOf } from './list-world';
import { differs, type Oracle } from './oracle';
import { type StoreKind } from './plan';
import { type Service } from './service';
import { Violation } from './violation';
import { asRead, readableOn, type World, type WorldRow } from './world';

export interface Rest {
  store: StoreKind;
  service: Service;
  world: World;
  oracle: Oracle;
  accepted: readonly RiskId[];
  typings: readonly Typing[];
}

export function checkAtRest(rest: Rest): void {
  const standing = new Map<string, WorldRow[]>();
  for (const [region, rows] of Object.entries(rest.world.state.regions))
    if (isOpen(rest, region))
      for (const row of rows) standing.set(idOf(row), [...(standing.get(idOf(row)) ?? []), row]);
  const rowsOf = (id: string) => standing.get(id) ?? [];
  for (const id of rest.service.risks.keys()) checkAccepted(rest, id, rowsOf(id));
  for (const [id, row] of rest.service.rows)
    if (row.presence === 'present' && !row.duplicated && isOpen(rest, row.region)) {
      const [only] = rowsOf(id);
      if (only) checkConverged(rest, id, only);
    }
  const last = new Map(rest.typings.map((typing) => [`${typing.riskId}|${typing.field}`, typing]));
  for (const typing of last.values()) checkTyping(rest, typing, rowsOf(typing.riskId));
  checkReminders(rest);
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
  if (standing.length > 0 || !isRegionOpen) return;
  const isTold = wasTold(rest, row.presence === 'deleted' ? 'row-missing' : 'mass-edit', id);
  const isLate = wasTold(rest, 'rows-late', id);
  const hasSpoken = row.presence === 'deleted' && wasTold(rest, 'mass-edit', id);
  if (!isTold && !isLate && !hasSpoken && !isStopped(rest, row))
    throw new Violation('I1', `${id} is not in the register and nobody was told (${row.presence})`);
}

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
  const memory = rest.service.rows.get(id);
  if (rest.store === 'lists' && memory && !isStopped(rest, memory))
    for (const one of pairedFields) checkCell(id, row, one);
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

/** I3: a typed text that still stands is in effect, or the row says why not, or somebody decided otherwise later. */
function checkTyping(rest: Rest, typing: Typing, standing: readonly WorldRow[]): void {
  const { service, oracle } = rest;
  const [row, ...more] = standing;
  const isStanding =
    row?.uid === typing.uid &&
    more.length === 0 &&
    row.byPeople[typing.field] === typing.at &&
    typing.text !== '';
  if (!isStanding || typing.text === typing.observed) return;
  const memory = service.rows.get(typing.riskId as RiskId);
  const risk = service.risks.get(typing.riskId as RiskId);
  if (
    memory?.presence !== 'present' ||
    memory.duplicated ||
    isStopped(rest, memory) ||
    !risk ||
    !isOpen(rest, memory.region)
  )
    return;
  const text = asRead(row.typed)[typing.field];
  const where = `${risk.id} ${typing.field}: "${text}"`;
  const inEffect = { ...sheetValues(risk, service.names), summary: risk.summary }[
    typing.field as PairedField | 'summary'
  ];
  if (rest.store === 'excel' && (memory.typed as TypedValues)[typing.field] !== text)
    throw new Violation('I3', `${where} stands there and is not remembered`);
  if (typing.field === 'notes' || typing.field === 'types') return;
  const isExplained = (readableOn(rest.world.state, row)?.attention ?? '') !== '';
  if (
    inEffect?.toLowerCase() !== text.toLowerCase() &&
    !isExplained &&
    !oracle.isDecided(risk.id, typing.field, typing.at)
  )
    throw new Violation('I3', `${where} stands there, "${inEffect}" is in effect, nothing says why`);
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
