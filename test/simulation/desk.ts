/** What a person settles in Teams about the register: as sync/settle-conflict.ts, settle-row.ts and open-hold.ts decide it. */
import { changeRisk } from '../../register/act/change-risk';
import { voidRisk } from '../../register/act/void-risk';
import { type TypedField } from '../../register/columns';
import { closedRegions, holdOf, verdictsOf } from '../../register/hold';
import { type RiskId } from '../../register/ids';
import { isRefusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { type RiskChange } from '../../register/risk-change';
import { isPaired, readOwnCell } from '../../register/row-attention';
import { inEffect, openConflicts } from '../../register/sheet-conflict';
import { type SheetConflict } from '../../register/sheet-memory';
import { understand } from '../../register/sheet-values';
import { rowReturned } from '../../sync/protocol/rows';
import { type Service } from './service';

const asked = { consultation: null, manager: null, proposalId: '' };

const contextOf = ({ who, today }: Service) => ({ actor: who.rom, today, org: who.org, people: who.people });

interface Word {
  /** Picks one of the things that may be said. */
  a: number;
  /** Real instant. */
  at: number;
}

/** Takes one side of every open conflict of a row; false when there is none or it cannot be. */
export function settleConflict(service: Service, id: RiskId, { a, at }: Word): boolean {
  const [row, risk] = [service.rows.get(id), service.risks.get(id)];
  const open = risk && row ? openConflicts(risk, row.conflicts, service.names) : [];
  if (!row || !risk || open.length === 0) return false;
  const sides = open.map(({ field, sheet, service: held }) => ({ field, text: a % 2 ? sheet : held }));
  const change = changeTo(service, risk, sides);
  if (change === null) return false;
  const changed = changeRisk(contextOf(service), risk, { change, ...asked });
  if (isRefusal(changed)) return false;
  service.rows.set(id, { ...row, conflicts: [] });
  service.show(risk);
  service.commit(changed);
  decide(service, id, open.map((one) => one.field), at); // prettier-ignore
  return true;
}

interface Side {
  field: SheetConflict['field'];
  text: string;
}

/** Null when one of the texts cannot be understood. */
function changeTo(service: Service, risk: Risk, sides: readonly Side[]): RiskChange | null {
  const change: RiskChange = {};
  for (const side of sides) {
    if (side.text === '' || side.text === inEffect(risk, side.field, service.names)) continue;
    const part = read(service, side);
    if (!part) return null;
    Object.assign(change, part);
  }
  return change;
}

function read(service: Service, { field, text }: Side): RiskChange | null {
  if (isPaired(field)) {
    const part = understand(field, text, service.names);
    return part.ok ? part.change : null;
  }
  const own = readOwnCell(field, text);
  return own && 'change' in own ? own.change : null;
}

function decide(service: Service, riskId: RiskId, fields: readonly TypedField[], at: number): void {
  for (const field of fields) service.decided.push({ riskId, field, at });
}

/** The row is made again with what people had last written in it. */
export function putBack(service: Service, id: RiskId, { at }: Word): boolean {
  const risk = service.risks.get(id);
  if (!risk || !isGone(service, id)) return false;
  if (isRefusal(changeRisk(contextOf(service), risk, { change: {}, ...asked }))) return false;
  const isUnsure =
    service.rows.get(id)?.presence === 'missing' || closedRegions(service.register.holds).length > 0;
  service.placeAgain(risk, { unlessSeen: isUnsure, at });
  service.askedBack.add(id);
  service.commit(rowReturned(risk));
  return true;
}

/** The line was deleted on purpose: an entry made in error. */
export function confirmDeleted(service: Service, id: RiskId): boolean {
  const risk = service.risks.get(id);
  if (!risk || !isGone(service, id)) return false;
  const struck = voidRisk(contextOf(service), risk, { reason: 'Line deleted from the sheet on purpose' });
  if (isRefusal(struck)) return false;
  service.commit(struck);
  return true;
}

function isGone(service: Service, id: RiskId): boolean {
  const presence = service.rows.get(id)?.presence;
  return presence === 'deleted' || presence === 'missing';
}

/** A row that was set apart: taken as it stands, or left. */
export function releaseRow(service: Service, id: RiskId, { a, at }: Word): boolean {
  const row = service.rows.get(id);
  if (!row?.quarantine || row.quarantine.word !== undefined) return false;
  service.rows.set(id, { ...row, quarantine: { ...row.quarantine, word: a % 2 ? 'take' : 'leave' } });
  decide(service, id, Object.keys(row.typed) as TypedField[], at);
  return true;
}

/** What a mass of changes was meant to be; the next reading acts on it. */
export function openHold(service: Service, { a, at }: Word): boolean {
  for (const [id, hold] of Object.entries(service.register.holds)) {
    const of = holdOf(id);
    if (of === null || hold.word !== undefined) continue;
    const words = verdictsOf(of.why);
    const holds = { ...service.register.holds, [id]: { ...hold, word: words[a % words.length] } };
    service.register = { ...service.register, holds };
    const word = words[a % words.length];
    const said = word === 'put-back' ? service.askedBack : word === 'take' ? service.saidToTake : null;
    for (const row of hold.rows) said?.add(row);
    for (const row of hold.rows) decide(service, row as RiskId, hold.fields ?? [], at);
    return true;
  }
  return false;
}
