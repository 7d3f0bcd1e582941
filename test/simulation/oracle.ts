/** Knows each row's true origin and holds the protocol to its invariants (sync facts 12). */
import { type RiskId } from '../../register/ids';
import { type TypedValues } from '../../register/columns';
import { namesOf, sheetValues } from '../../register/sheet-values';
import { type Typing } from './editors';
import { type Service } from './service';
import { shownOn, type SheetState } from './sheet-world';

export class Violation extends Error {
  constructor(
    readonly invariant: string,
    detail: string,
  ) {
    super(`${invariant}: ${detail}`);
  }
}

interface Watched {
  service: Service;
  state: SheetState;
  /** Rows made for each risk over the whole schedule, as the oracle counts them. */
  wholeFileSaves: number;
}

/** After every step of the server. */
export function checkAlways(watched: Watched): void {
  for (const row of Object.values(watched.state.regions).flat()) checkRow(watched, row.madeFor, row.riskId);
  checkTwins(watched);
}

function checkRow(watched: Watched, madeFor: string | null, riskId: string): void {
  if (madeFor === null || madeFor !== riskId) return;
  const shown = shownOn(watched.state, riskId);
  if (!shown) return;
  const sent = watched.service.intents.find((intent) => intent.seq === shown.seq);
  if (sent?.kind !== 'event' || sent.riskId !== madeFor)
    throw new Violation('I2', `row of ${madeFor} shows what was decided for ${sent?.riskId}`);
  const top = watched.state.events
    .filter((event) => event.key === riskId)
    .reduce((most, event) => Math.max(most, event.seq), 0);
  if (top !== shown.seq)
    throw new Violation('I6', `row of ${madeFor} shows sequence ${shown.seq} though ${top} is there`);
}

/** I5: the service makes one live row per Risk ID. After somebody saved an older file over the sheet a twin may stand, but never unflagged (checked at rest). */
function checkTwins(watched: Watched): void {
  if (watched.wholeFileSaves > 0) return;
  const made = new Map<string, number>();
  for (const row of Object.values(watched.state.regions).flat())
    if (row.madeFor !== null) made.set(row.madeFor, (made.get(row.madeFor) ?? 0) + 1);
  for (const [id, count] of made)
    if (count > 1) throw new Violation('I5', `the service made ${count} rows for ${id}`);
}

interface Rest extends Watched {
  accepted: readonly RiskId[];
  typings: readonly Typing[];
  /** Instant of the last change of each risk's field from Teams. */
  teams: ReadonlyMap<string, number>;
}

/** Faults off, people idle, everything settled. */
export function checkAtRest(rest: Rest): void {
  for (const id of rest.accepted) checkAccepted(rest, id);
  for (const [id, row] of rest.service.rows) {
    if (row.presence !== 'present' || row.duplicated) continue;
    checkConverged(rest, id);
  }
  const last = new Map(rest.typings.map((typing) => [`${typing.riskId}|${typing.field}`, typing]));
  for (const typing of last.values()) checkTyping(rest, typing);
}

function rowsOf(state: SheetState, id: string) {
  return Object.values(state.regions)
    .flat()
    .filter((row) => row.riskId === id);
}

/** I1: every accepted report stands in the sheet, or a person was told that its row is gone. */
function checkAccepted(rest: Rest, id: RiskId): void {
  const row = rest.service.rows.get(id);
  const standing = rowsOf(rest.state, id);
  if (standing.length > 1 && !row?.duplicated)
    throw new Violation('I5', `${id} stands ${standing.length} times and nobody was told`);
  if (standing.length > 0) return;
  const held = Object.values(rest.service.register.holds).some((hold) => hold.rows.includes(id));
  if (row?.presence !== 'deleted' && !held)
    throw new Violation('I1', `${id} is not in the sheet and nobody was told (${row?.presence})`);
}

/** I15: what the sheet shows is what the service holds, and the base is what people's cells hold. */
function checkConverged(rest: Rest, id: RiskId): void {
  const risk = rest.service.risks.get(id);
  const shown = shownOn(rest.state, id);
  if (!risk || !shown) throw new Violation('I15', `${id} shows nothing`);
  const values = sheetValues(risk, namesOf(rest.service.world.people));
  for (const [field, text] of Object.entries(values))
    if (field !== 'attention')
      if (shown.values[field as keyof typeof values] !== text)
        throw new Violation(
          'I15',
          `${id} shows ${field}=${shown.values[field as keyof typeof values]} while the service holds ${text}`,
        );
}

/** I3: a typed value that is still in its cell is in effect, or the row says why not, or somebody changed it later in Teams. */
function checkTyping(rest: Rest, typing: Typing): void {
  if (!standsAlone(rest, typing)) return;
  const memory = rest.service.rows.get(typing.riskId as RiskId);
  const risk = rest.service.risks.get(typing.riskId as RiskId);
  if (!memory || !risk || memory.presence !== 'present') return;
  const base = (memory.typed as TypedValues)[typing.field];
  const where = `${typing.riskId} ${typing.field}`;
  if (base !== typing.text.trim())
    throw new Violation('I3', `${where}: typed "${typing.text}", remembered "${base}"`);
  if (typing.field === 'notes' || typing.field === 'summary') return;
  const inEffect = sheetValues(risk, namesOf(rest.service.world.people))[typing.field as 'level'];
  const later = (rest.teams.get(`${typing.riskId}|${typing.field}`) ?? -1) >= typing.at;
  const explained = (shownOn(rest.state, risk.id)?.values.attention ?? '') !== '';
  if (inEffect !== typing.text && !later && !explained)
    throw new Violation(
      'I3',
      `${where}: "${typing.text}" in the cell, "${inEffect}" in effect, nothing says why`,
    );
}

/** The text was news to the service and still stands where it was typed, on the only row of its Risk ID. */
function standsAlone(rest: Rest, typing: Typing): boolean {
  if (typing.text === typing.observed) return false;
  const [row, ...more] = rowsOf(rest.state, typing.riskId);
  return (
    more.length === 0 &&
    row?.uid === typing.uid &&
    row.typed[typing.field] === typing.text &&
    typing.text !== ''
  );
}
