/** Holds the real thing to its invariants (sync facts 12), from what stands in the register and in the database: what holds in any store. */
import { columnOf, pairedFields, type PairedField, type SheetValues } from '../../register/columns';
import { type RowMemory } from '../../register/sheet-memory';
import { namesOf, sheetValues } from '../../register/sheet-values';
import { registerMemory, rowMemories } from '../../state/memory';
import { allPeople } from '../../state/people';
import { risksOf } from '../../state/risks';
import { checkWords } from '../../sync/words';
import { type PaperLine } from './paper';
import { publications } from './published';
import { Violation } from './violation';
import { note, type Rest, type World } from './world';

/** After every step. */
export async function checkAlways(world: World): Promise<void> {
  checkMade(world);
  await world.lane.checkAlways(world);
}

/** I5: a row is made only where none with its Risk ID stands. Older contents and rows put back may race with it; those twins are flagged. */
function checkMade(world: World): void {
  for (const { riskId, stood } of world.lane.paper.made()) {
    note(world, 'row-made', riskId);
    if (stood === 0 || world.saves > 0 || world.restored.has(riskId)) continue;
    throw new Violation('I5', `the service made a row for ${riskId} while ${stood} stood there`);
  }
}

/** Faults off, people idle, everything settled. */
export async function checkAtRest(world: World): Promise<void> {
  await checkAlways(world);
  const rest = await atRest(world);
  for (const id of rest.risks.keys()) checkStanding(rest, id);
  for (const id of world.accepted)
    if (!rest.risks.has(id)) throw new Violation('I1', `${id} was accepted and is not stored`);
  for (const text of world.handMade) checkHandMade(rest, text);
  world.lane.checkAtRest(rest);
}

async function atRest(world: World): Promise<Rest> {
  const { state, lane } = world;
  const { holds } = await registerMemory(state.db, state);
  const names = namesOf(await allPeople(state.db, state));
  const massChanges = Object.keys(holds).flatMap((id) =>
    id.endsWith(':mass-change') ? [id.split(':')[0] ?? ''] : [],
  );
  return {
    world,
    lines: lane.paper.lines(),
    risks: new Map((await risksOf(state.db, state)).map((risk) => [risk.id, risk])),
    memories: new Map((await rowMemories(state.db, state)).map((row) => [row.riskId, row])),
    published: await publications(world.state),
    holds,
    held: new Set(Object.values(holds).flatMap((hold) => hold.rows)),
    stopped: new Set([...lane.paper.closed(), ...massChanges]),
    inEffect: (risk) => sheetValues(risk, names),
  };
}

export const linesOf = (rest: Rest, id: string) => rest.lines.filter((line) => line.riskId === id);

/** I1 and I5: every risk stands once; a twin is flagged, an absence was told. I12: what stands does not count as deleted. */
function checkStanding(rest: Rest, id: string): void {
  const found = linesOf(rest, id);
  const memory = rest.memories.get(id);
  if (isInStopped(rest, id, found)) return;
  if (found.length === 0) return checkAbsent(rest, id, memory);
  if (memory?.presence !== 'present')
    throw new Violation('I12', `${id} stands there and counts as ${memory?.presence}`);
  if (found.length > 1) checkTwins(rest, id, { found, memory });
}

function isInStopped({ stopped, memories }: Rest, id: string, found: readonly PaperLine[]): boolean {
  return stopped.has(memories.get(id)?.region ?? '') || found.some(({ region }) => stopped.has(region));
}

function checkAbsent(rest: Rest, id: string, memory: RowMemory | undefined): void {
  if (memory?.presence === 'deleted' || rest.held.has(id)) return;
  // While a region cannot be read nobody knows whether the row was moved there.
  if (rest.world.lane.paper.closed().size > 0) return;
  throw new Violation('I1', `${id} is not in the register and nobody was told (${memory?.presence})`);
}

function checkTwins(rest: Rest, id: string, at: { found: readonly PaperLine[]; memory: RowMemory }): void {
  const { found, memory } = at;
  note(rest.world, 'twin', id);
  if (!memory.duplicated) throw new Violation('I5', `${id} stands ${found.length} times, unnoticed`);
  if (!found.every((line) => line.check.includes(checkWords.twice)))
    throw new Violation('I5', `${id} stands ${found.length} times and its lines do not say so`);
}

/** SHT9, SHT57: a line typed without a Risk ID became one risk, and says which; a copy on another worksheet is another. */
function checkHandMade(rest: Rest, text: string): void {
  const lines = rest.lines.filter((one) => one.riskId === '' && one.typed.summary === text);
  const risks = [...rest.risks.values()].filter((risk) => risk.summary === text);
  const regions = new Set(risks.map(({ id }) => id.slice(0, id.indexOf('-'))));
  if (risks.length > regions.size)
    throw new Violation('SHT9', `"${text}" was registered ${risks.length} times`);
  for (const { region, check } of lines) {
    if (rest.stopped.has(region)) continue;
    note(rest.world, 'hand-line-answered', text);
    if (![...rest.risks.keys()].some((id) => check.includes(id)))
      throw new Violation('SHT9', `"${text}" stands there and its line says "${check}"`);
  }
}

/** Nothing is taken from the row until somebody has looked, and somebody was asked to: the row says so, or its hold has told. */
export function isSetApart(rest: Rest, { riskId, quarantine }: RowMemory, line: PaperLine): boolean {
  return rest.held.has(riskId) || (quarantine !== undefined && line.check !== '');
}

/** What the service holds of a field and what column shows it; null for what only the row itself knows. */
export function shownColumns(): { field: keyof SheetValues; heading: string }[] {
  const projected = ['lastReviewedOn', 'lastReviewedBy', 'reportedOn', 'reportedBy'] as const;
  return [
    ...pairedFields.map((field: PairedField) => ({ field, heading: columnOf(`now:${field}`).heading })),
    ...projected.map((field) => ({ field, heading: columnOf(field).heading })),
  ];
}
