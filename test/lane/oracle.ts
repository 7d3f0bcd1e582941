/** Holds the real thing to its invariants (sync facts 12), from what stands in the register and in the database. */
import { columnOf, columns, pairedFields, type PairedField, type SheetValues } from '../../register/columns';
import { type RiskId } from '../../register/ids';
import { type Risk } from '../../register/risk';
import { type RowMemory } from '../../register/sheet-memory';
import { namesOf, sheetValues } from '../../register/sheet-values';
import { registerMemory, rowMemories } from '../../state/memory';
import { allPeople } from '../../state/people';
import { risksOf } from '../../state/risks';
import { checkWords } from '../../sync/words';
import { standing } from './editors';
import { type PaperLine } from './paper';
import { note, type Typing, type World } from './world';

export class Violation extends Error {
  override readonly name = 'Violation';

  constructor(
    readonly invariant: string,
    detail: string,
  ) {
    super(`${invariant}: ${detail}`);
  }
}

const own = new Set(columns.filter((column) => column.owner === 'person').map((column) => column.heading));

interface Published {
  key: string;
  values: SheetValues;
  observed: Record<PairedField, string>;
}

async function publications(world: World): Promise<Map<number, Published>> {
  const rows = await world.state.db.query<{ seq: number; payload: Published }>(
    `select seq, payload from intent where organisation_id = $1 and kind = 'event'`,
    [world.state.organisationId],
  );
  return new Map(rows.map(({ seq, payload }) => [seq, payload]));
}

/** After every step. */
export async function checkAlways(world: World): Promise<void> {
  checkMade(world);
  checkWire(world);
  // In one breath: a late write may come at any time.
  const [lines, newest] = [world.paper.lines(), world.paper.newest()];
  const published = await publications(world);
  for (const line of lines) checkShown(line, published, newest);
  const [stray] = world.paper.strayFormulas(world.formulas);
  if (stray !== undefined) throw new Violation('I13', `a text became a formula: ${stray}`);
}

/** I5: a row is made only where none with its Risk ID stands. Whole-file saves and rows put back may race with it; those twins are flagged. */
function checkMade(world: World): void {
  for (const { riskId, stood } of world.paper.made()) {
    note(world, 'row-made', riskId);
    if (stood === 0 || world.saves > 0 || world.restored.has(riskId)) continue;
    throw new Violation('I5', `the service made a row for ${riskId} while ${stood} stood there`);
  }
}

/** I4: after it has made a row the service writes no cell of people's. */
function checkWire(world: World): void {
  const { wire } = world.office.tenant;
  for (const write of wire.splice(0)) {
    const isRegion = write.table?.startsWith('Risks_') ?? false;
    const isNewRow = write.method === 'POST' && /\/rows$/.test(write.path);
    const touched = write.columns.filter((heading) => own.has(heading));
    if (write.table === null || (isRegion && !isNewRow && touched.length > 0))
      throw new Violation(
        'I4',
        `${write.method} ${write.path} wrote ${touched.join(', ') || 'the whole file'}`,
      );
    const foreign = write.columns.filter((heading) => isRegion && isNewRow && !own.has(heading));
    if (foreign.length > 0) throw new Violation('I4', `a new row brought ${foreign.join(', ')}`);
  }
}

/** I2 and I6: what a line shows was decided about its own risk, and it is the newest of what stands there. */
function checkShown(
  line: PaperLine,
  published: ReadonlyMap<number, Published>,
  newest: ReadonlyMap<string, number>,
): void {
  if (line.riskId === '' || line.seq === 0) return;
  const told = published.get(line.seq);
  if (told?.key !== line.riskId)
    throw new Violation(
      'I2',
      `the line of ${line.riskId} shows what was decided for ${told?.key ?? 'nobody'}`,
    );
  if (newest.get(line.riskId) !== line.seq)
    throw new Violation(
      'I6',
      `${line.riskId} shows ${line.seq} though ${newest.get(line.riskId)} stands there`,
    );
  for (const field of pairedFields) {
    const shown = line.shown[columnOf(`now:${field}`).heading] ?? '';
    // Empty where a constant stands over it or somebody cleared it.
    if (shown === '' || line.over[field] !== undefined || line.formulaIn.includes(field)) continue;
    const typed = line.typed[field];
    const expected = typed === '' || typed === told.observed[field] ? told.values[field] : typed;
    if (shown.trim() !== expected.trim())
      throw new Violation('I2', `${line.riskId} shows ${field} "${shown}" and should show "${expected}"`);
  }
}

interface Rest {
  world: World;
  lines: readonly PaperLine[];
  risks: ReadonlyMap<string, Risk>;
  memories: ReadonlyMap<string, RowMemory>;
  held: ReadonlySet<string>;
  inEffect(risk: Risk): SheetValues;
}

/** Faults off, people idle, everything settled. */
export async function checkAtRest(world: World): Promise<void> {
  await checkAlways(world);
  const { state } = world;
  const { holds } = await registerMemory(state.db, state);
  const names = namesOf(await allPeople(state.db, state));
  const rest: Rest = {
    world,
    lines: world.paper.lines(),
    risks: new Map((await risksOf(state.db, state)).map((risk) => [risk.id, risk])),
    memories: new Map((await rowMemories(state.db, state)).map((row) => [row.riskId, row])),
    held: new Set(Object.values(holds).flatMap((hold) => hold.rows)),
    inEffect: (risk) => sheetValues(risk, names),
  };
  for (const id of rest.risks.keys()) checkStanding(rest, id);
  for (const id of world.accepted)
    if (!rest.risks.has(id)) throw new Violation('I1', `${id} was accepted and is not stored`);
  for (const line of rest.lines) checkConverged(rest, line);
  for (const text of world.handMade) checkHandMade(rest, text);
  const last = new Map(world.typings.map((typing) => [`${typing.riskId}|${typing.field}`, typing]));
  for (const typing of last.values()) checkTyping(rest, typing);
}

const linesOf = (rest: Rest, id: string) => rest.lines.filter((line) => line.riskId === id);

/** I1 and I5: every risk stands once; a twin is flagged, an absence was told. */
function checkStanding(rest: Rest, id: string): void {
  const found = linesOf(rest, id);
  const memory = rest.memories.get(id);
  if (found.length === 0 && memory?.presence !== 'deleted' && !rest.held.has(id))
    throw new Violation('I1', `${id} is not in the register and nobody was told (${memory?.presence})`);
  if (found.length < 2) return;
  note(rest.world, 'twin', id);
  if (!memory?.duplicated) throw new Violation('I5', `${id} stands ${found.length} times, unnoticed`);
  if (found.some((line) => line.check !== checkWords.twice))
    throw new Violation('I5', `${id} stands ${found.length} times and its lines do not say so`);
}

/** I15: the register shows what the service holds. */
function checkConverged(rest: Rest, line: PaperLine): void {
  const risk = rest.risks.get(line.riskId);
  if (!risk || rest.memories.get(line.riskId)?.duplicated) return;
  const values = rest.inEffect(risk);
  for (const [field, text] of Object.entries(values)) {
    if (field === 'attention') continue;
    const key = (pairedFields as readonly string[]).includes(field) ? `now:${field}` : field;
    const { heading } = columnOf(key as 'now:level');
    if (line.over[field as PairedField] !== undefined || line.formulaIn.includes(field as PairedField))
      continue;
    if (line.shown[heading] === '' && text !== '' && line.seq > 0 && isCleared(rest, line, field)) continue;
    if (line.shown[heading] !== text)
      throw new Violation(
        'I15',
        `${line.riskId} shows ${field} "${line.shown[heading]}", the service holds "${text}"`,
      );
  }
}

/** A cell somebody emptied in a column that also holds a typed constant: the formula does not go over a person's words. */
function isCleared(rest: Rest, line: PaperLine, field: string): boolean {
  return rest.lines.some(
    (other) => other.region === line.region && other.over[field as PairedField] !== undefined,
  );
}

/** SHT9: a line typed without a Risk ID became one risk, and says which. */
function checkHandMade(rest: Rest, text: string): void {
  const line = rest.lines.find((one) => one.riskId === '' && one.typed.summary === text);
  const risks = [...rest.risks.values()].filter((risk) => risk.summary === text);
  if (risks.length > 1) throw new Violation('SHT9', `"${text}" was registered ${risks.length} times`);
  if (!line) return;
  note(rest.world, 'hand-line-answered', text);
  const answered = [...rest.risks.keys()].find((id) => line.check.includes(id));
  if (answered === undefined)
    throw new Violation('SHT9', `"${text}" stands there and its line says "${line.check}"`);
}

/** Nothing is taken from the row until somebody has looked, and somebody was asked to: the row says so, or its hold has told. */
function isSetApart(rest: Rest, memory: RowMemory, line: PaperLine): boolean {
  return rest.held.has(memory.riskId) || (memory.quarantine !== undefined && line.check !== '');
}

/** I3: what was typed and still stands is in the merge base, and in effect or explained, or was changed later in Teams. */
function checkTyping(rest: Rest, typing: Typing): void {
  const { riskId, field, text } = typing;
  const [line, ...more] = linesOf(rest, riskId);
  if (riskId === '' || !line || more.length > 0 || text === '' || text === typing.observed) return;
  if (standing(line, field) !== text || line.formulaIn.includes(field)) return;
  const memory = rest.memories.get(riskId);
  const risk = rest.risks.get(riskId as RiskId);
  if (!memory || !risk || memory.presence !== 'present') return;
  note(rest.world, 'typing-judged');
  if (memory.typed[field] !== text && isSetApart(rest, memory, line)) return;
  if (memory.typed[field] !== text)
    throw new Violation('I3', `${riskId} ${field}: typed "${text}", remembered "${memory.typed[field]}"`);
  if (field === 'notes' || field === 'summary') return;
  const inEffect = rest.inEffect(risk)[field as PairedField];
  const later = (rest.world.teams.get(`${riskId}|${field}`) ?? -1) >= typing.at;
  if (inEffect !== text && !later && line.check === '')
    throw new Violation(
      'I3',
      `${riskId} ${field}: "${text}" stands there, "${inEffect}" is in effect, nothing says why`,
    );
}
