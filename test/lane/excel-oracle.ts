/** What holds of a workbook in particular: whose cells are written, what formulas show, what became of what was typed. */
import { columnOf, columns, pairedFields, type PairedField, type SheetValues } from '../../register/columns';
import { type RiskId } from '../../register/ids';
import { type ExcelDesk } from './excel-editors';
import { standing } from './editors';
import { isSetApart, linesOf, shownColumns } from './oracle';
import { type PaperLine } from './paper';
import { publications, type Published } from './published';
import { Violation } from './violation';
import { note, type Typing, type World, type Rest } from './world';

const own = new Set(columns.filter((column) => column.owner === 'person').map((column) => column.heading));

export async function checkWorkbook(world: World, { paper, formulas }: ExcelDesk): Promise<void> {
  checkWire(world);
  // In one breath: a late write may come at any time.
  const [lines, newest] = [paper.lines(), paper.newest()];
  const published = await publications(world.state);
  for (const line of lines) checkShown(line, published, newest);
  const [stray] = paper.strayFormulas(formulas);
  if (stray !== undefined) throw new Violation('I13', `a text became a formula: ${stray}`);
}

/** I4: after it has made a row the service writes no cell of people's. */
function checkWire({ office }: World): void {
  for (const write of office.tenant.wire.splice(0)) {
    const isRegion = write.table?.startsWith('Risks_') ?? false;
    const isNewRow = write.method === 'POST' && /\/rows$/.test(write.path);
    const touched = write.columns.filter((heading) => own.has(heading));
    const what = `${write.method} ${write.path}`;
    if (write.table === null) throw new Violation('I4', `${what} wrote the whole file`);
    if (!isRegion) continue;
    if (!isNewRow && touched.length > 0) throw new Violation('I4', `${what} wrote ${touched.join(', ')}`);
    const foreign = write.columns.filter((heading) => isNewRow && !own.has(heading));
    if (foreign.length > 0) throw new Violation('I4', `a new row brought ${foreign.join(', ')}`);
  }
}

/** I2 and I6: what a line shows was decided about its own risk, and it is the newest of what stands there. */
function checkShown(
  line: PaperLine,
  published: ReadonlyMap<number, Published>,
  newest: ReadonlyMap<string, number>,
): void {
  const { riskId, seq } = line;
  if (riskId === '' || seq === 0) return;
  const told = published.get(seq);
  if (told?.key !== riskId)
    throw new Violation('I2', `the line of ${riskId} shows what was decided for ${told?.key ?? 'nobody'}`);
  if (newest.get(riskId) !== seq)
    throw new Violation('I6', `${riskId} shows ${seq} though ${newest.get(riskId)} stands there`);
  for (const field of pairedFields) checkPair(line, field, told);
}

function checkPair(line: PaperLine, field: PairedField, told: Published): void {
  const shown = line.shown[columnOf(`now:${field}`).heading] ?? '';
  // Empty where a constant stands over it or somebody cleared it.
  if (shown === '' || isCovered(line, field)) return;
  const typed = line.typed[field];
  const expected = typed === '' || typed === told.observed[field] ? told.values[field] : typed;
  if (shown.trim() !== expected.trim())
    throw new Violation('I2', `${line.riskId} shows ${field} "${shown}" and should show "${expected}"`);
}

/** A person's constant or formula stands where the pair would say something. */
const isCovered = (line: PaperLine, field: PairedField): boolean =>
  line.over[field] !== undefined || line.formulaIn.includes(field);

export function checkWorkbookAtRest(rest: Rest): void {
  for (const line of rest.lines) checkConverged(rest, line);
  const last = new Map(
    rest.world.typings.map((typing) => [`${typing.riskId}|${typing.field}`, typing] as const),
  );
  for (const typing of last.values()) checkTyping(rest, typing);
}

/** I15: the register shows what the service holds. What is typed on a row that is set apart shows at once, and nothing is taken from it. */
function checkConverged(rest: Rest, line: PaperLine): void {
  const risk = rest.risks.get(line.riskId);
  const memory = rest.memories.get(line.riskId);
  if (!risk || !memory || memory.duplicated) return;
  const values = rest.inEffect(risk);
  for (const { field, heading } of shownColumns()) {
    if (line.shown[heading] === values[field] || isCovered(line, field as PairedField)) continue;
    if (isCleared(rest, line, { field, heading })) continue;
    if (isSetApart(rest, memory, line) && line.shown[heading] === line.typed[field as PairedField]) continue;
    throw new Violation(
      'I15',
      `${line.riskId} shows ${field} "${line.shown[heading]}", the service holds "${values[field]}"`,
    );
  }
}

/** A cell somebody emptied in a column that also holds a typed constant: the formula does not go over a person's words. */
function isCleared(rest: Rest, line: PaperLine, at: { field: keyof SheetValues; heading: string }): boolean {
  if (line.shown[at.heading] !== '' || line.seq === 0) return false;
  return rest.lines.some(
    (other) => other.region === line.region && other.over[at.field as PairedField] !== undefined,
  );
}

/** I3: what was typed and still stands is in the merge base, and in effect or explained, or was changed later in Teams. */
function checkTyping(rest: Rest, typing: Typing): void {
  const { riskId, field, text } = typing;
  const line = stillStanding(rest, typing);
  const memory = rest.memories.get(riskId);
  if (!line || memory?.presence !== 'present') return;
  note(rest.world, 'typing-judged');
  const remembered = [memory.typed[field], memory.over[field as PairedField]];
  if (remembered.includes(text)) return checkEffect(rest, typing, line);
  if (isSetApart(rest, memory, line)) return;
  throw new Violation('I3', `${riskId} ${field}: typed "${text}", remembered "${remembered.join('", "')}"`);
}

function checkEffect(rest: Rest, { riskId, field, text, at }: Typing, line: PaperLine): void {
  const risk = rest.risks.get(riskId as RiskId);
  if (!risk || field === 'notes' || field === 'summary') return;
  const inEffect = rest.inEffect(risk)[field as PairedField];
  const isLater = (rest.world.teams.get(`${riskId}|${field}`) ?? -1) >= at;
  if (inEffect === text || isLater || line.check !== '') return;
  throw new Violation(
    'I3',
    `${riskId} ${field}: "${text}" stands there, "${inEffect}" is in effect, nothing says why`,
  );
}

/** The one line on which the text stands and could be seen; null when there is none, or more. */
function stillStanding(rest: Rest, { riskId, field, text, observed }: Typing): PaperLine | null {
  if (riskId === '' || text === '' || text === observed) return null;
  const [line, ...more] = linesOf(rest, riskId);
  if (!line || more.length > 0) return null;
  return standing(line, field) === text && !line.formulaIn.includes(field) ? line : null;
}
