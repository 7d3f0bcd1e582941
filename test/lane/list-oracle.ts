/** What holds of lists in particular: each save of the service against what stood there before, and what stands there at rest. */
import { pairedFields, type PairedField, type TypedField } from '../../register/columns';
import { isRiskId, type RiskId } from '../../register/ids';
import { type RowMemory } from '../../register/sheet-memory';
import { isActive, labels } from '../../register/vocabulary';
import { rowMemories } from '../../state/memory';
import { type ListField } from '../../sync/stores/lists/list-columns';
import { checkWords } from '../../sync/words';
import { currentOf } from '../../tenant/lists/views';
import { regionIds } from './cast';
import { hiddenOf, isPaired, nameOf, riskIdOf, textsOf, type HiddenState, type Texts } from './list-cells';
import { type ListPaper, type Standing } from './list-paper';
import { changedIn, ListTruth, type ServiceSave } from './list-truth';
import { linesOf } from './oracle';
import { publications, type Published } from './published';
import { Violation } from './violation';
import { note, type World, type Rest } from './world';

const peoples: readonly ListField[] = ['caseRef', 'atRisk', 'summary', 'notes'];
/** Merged with the other side's, not replaced. */
const merged: readonly ListField[] = ['types', 'mitigations'];

/** A text the service remembered of a cell at a step. */
interface Read {
  text: string;
  takenOver: number | undefined;
  step: number;
}

interface Evidence {
  world: World;
  published: ReadonlyMap<number, Published>;
  memories: ReadonlyMap<string, RowMemory>;
}

export class ListOracle {
  private readonly truth: ListTruth;
  private readonly reads = new Map<string, Read[]>();

  constructor(private readonly paper: ListPaper) {
    this.truth = new ListTruth(paper);
  }

  async checkAlways(world: World): Promise<void> {
    checkWire(world);
    // The saves first: what was published for them is in the database by then, and so is what was read before them.
    const saves = this.truth.follow(world.step, regionIds);
    const memories = new Map((await rowMemories(world.state.db, world.state)).map((row) => [row.riskId as string, row])); // prettier-ignore
    this.remember(world.step, memories);
    const evidence = { world, memories, published: await publications(world.state) };
    for (const save of saves) this.checkSave(evidence, save);
  }

  private remember(step: number, memories: Evidence['memories']): void {
    for (const { riskId, typed, takenOver } of memories.values())
      for (const field of pairedFields) {
        const known = this.reads.get(`${riskId}|${field}`) ?? [];
        const last = known.at(-1);
        if (last?.text === typed[field] && last.takenOver === takenOver[field]) continue;
        known.push({ text: typed[field], takenOver: takenOver[field], step });
        this.reads.set(`${riskId}|${field}`, known);
      }
  }

  private checkSave(evidence: Evidence, save: ServiceSave): void {
    const { before, after } = save;
    const state = hiddenOf(after);
    if (before === null) return checkMade(evidence, after, state);
    const changed = changedIn(before, after);
    const foreign = changed.filter((field) => peoples.includes(field));
    if (foreign.length > 0)
      throw new Violation('I4', `the service wrote ${foreign.join(', ')} of ${riskIdOf(before)}`);
    if (changed.includes('state')) checkPlace(evidence, before, state);
    for (const field of changed) this.checkCell(evidence, save, field);
  }

  private checkCell(evidence: Evidence, save: ServiceSave, field: ListField): void {
    if (field === 'state') return;
    checkText(save.after, field);
    if (isPaired(field)) this.checkOverwritten(evidence, save, field);
  }

  /** I3: a person's text gives way only after it was read and taken, or somebody decided otherwise. */
  private checkOverwritten(evidence: Evidence, save: ServiceSave, field: PairedField): void {
    const since = save.typedAt[field];
    if (save.before === null || since === undefined || save.before[field] === '') return;
    const [id, text] = [riskIdOf(save.before), save.before[field]];
    if (this.isTakenBack(id, field, save.before)) return;
    if (!this.wasRead(id, field, save))
      throw new Violation('I3', `${id} ${field}: "${text}" was written over before anybody had read it`);
    if (isDecided(evidence, { id, field, since }) || wasInEffect(evidence, { id, field, text })) return;
    throw new Violation('I3', `${id} ${field}: "${text}" was never in effect, and written over unasked`);
  }

  /** Who takes back what nobody had read yet leaves the cell as the service wrote it. */
  private isTakenBack(id: string, field: PairedField, before: Texts): boolean {
    const state = hiddenOf(before);
    const takenOver = this.reads.get(`${id}|${field}`)?.at(-1)?.takenOver;
    return state !== null && before[field] === state.values[field] && takenOver !== state.seq;
  }

  private wasRead(id: string, field: PairedField, { before, typedAt, writtenAt }: ServiceSave): boolean {
    const reads = this.reads.get(`${id}|${field}`) ?? [];
    const text = before?.[field];
    if (reads.some((read) => read.text === text && read.step >= (typedAt[field] ?? 0))) return true;
    // Typed again after another text that nobody had read: as long as the service has not written there, it was read before.
    const last = reads.at(-1);
    return last?.text === text && last !== undefined && last.step >= (writtenAt[field] ?? -1);
  }

  checkAtRest(rest: Rest): void {
    for (const standing of this.paper.all()) {
      const texts = textsOf(currentOf(standing.item).fields);
      const id = riskIdOf(texts);
      if (rest.stopped.has(standing.region) || id === '') continue;
      if (!rest.risks.has(id)) checkStranger(rest, id, texts);
      else this.checkRow(rest, id, { standing, texts });
    }
  }

  private checkRow(rest: Rest, id: string, at: { standing: Standing; texts: Texts }): void {
    const { standing, texts } = at;
    const memory = rest.memories.get(id);
    if (!memory || memory.duplicated || memory.presence !== 'present') return;
    // Come from a region that cannot be read: nobody knows whether it still stands there too.
    if (rest.stopped.has(memory.region)) return;
    const state = checkHidden(rest, id, texts);
    for (const field of pairedFields) checkShared(id, texts, { field, state });
    checkConverged(rest, id, state);
    const typedAt = this.truth.typedAt(standing.item);
    for (const field of pairedFields)
      if (typedAt[field] !== undefined) checkTyped(rest, id, { field, texts, since: typedAt[field] });
  }
}

/** I4 on the wire: a change never names a cell that only people fill. */
function checkWire({ office }: World): void {
  const names = new Set(peoples.map(nameOf));
  for (const { method, path, list, columns } of office.tenant.lists.writes.splice(0)) {
    const touched = columns.filter((name) => names.has(name));
    if (method === 'POST' || !list.startsWith('Risks_') || touched.length === 0) continue;
    throw new Violation('I4', `${method} ${path} wrote ${touched.join(', ')}`);
  }
}

/** I2: what the service puts into a cell is what it published for this row. */
function checkText(after: Texts, field: Exclude<ListField, 'state'>): void {
  const state = hiddenOf(after);
  const wanted: Partial<Record<ListField, readonly (string | undefined)[]>> = {
    riskId: [state?.key],
    attention: [state?.values['attention'] ?? '', ...Object.values(checkWords)],
  };
  const may = wanted[field] ?? [state?.values[field]];
  if (may.includes(after[field])) return;
  throw new Violation(
    'I2',
    `${riskIdOf(after) || 'a line typed by hand'}: ${field} became "${after[field]}"`,
  );
}

/** A row the service made carries its own risk's values. */
function checkMade({ published }: Evidence, after: Texts, state: HiddenState | null): void {
  if (!isRiskId(after.riskId)) throw new Violation('I2', `the service made a row for "${after.riskId}"`);
  if (state === null) return;
  if (state.key !== after.riskId)
    throw new Violation('I2', `the row of ${after.riskId} was made with the values of ${state.key}`);
  checkPublished(published, state);
}

/** I2 and I6: what the hidden cell is given was decided under that number for this very row, and never an older one. */
function checkPlace({ published }: Evidence, before: Texts, state: HiddenState | null): void {
  const owner = riskIdOf(before);
  if (state === null) throw new Violation('I2', `the hidden cell of ${owner} became unreadable`);
  checkPublished(published, state);
  if (owner === '' ? !state.key.startsWith('new:') : state.key !== owner)
    throw new Violation('I2', `the row of ${owner || 'a line typed by hand'} is given ${state.key}`);
  const carried = hiddenOf(before);
  if (carried?.key === state.key && carried.seq > state.seq)
    throw new Violation('I6', `${owner} went from ${carried.seq} back to ${state.seq}`);
}

function checkPublished(published: Evidence['published'], state: HiddenState): void {
  const told = published.get(state.seq);
  if (told?.key !== state.key)
    throw new Violation('I2', `${state.key} is told what was decided for ${told?.key ?? 'nobody'}`);
  for (const field of pairedFields)
    if (told.values[field] !== state.values[field])
      throw new Violation('I6', `number ${state.seq} does not say of ${field} what was decided under it`);
}

interface Where {
  id: string;
  field: PairedField;
}

/** Somebody changed the field in Teams, or settled a conflict, after the text was typed; or the risk is over, and its ROM was told. */
function isDecided({ world, published }: Evidence, { id, field, since }: Where & { since: number }): boolean {
  if ((world.teams.get(`${id}|${field}`) ?? -1) >= since) return true;
  const newest = [...published.values()].findLast((one) => one.key === id);
  return newest !== undefined && newest.values.status !== '' && isOver(newest.values.status);
}

const isOver = (label: string): boolean => [labels.status.inactive, labels.status.void].includes(label);

function wasInEffect({ published }: Evidence, { id, field, text }: Where & { text: string }): boolean {
  if (merged.includes(field)) return true;
  return [...published.values()].some(
    (one) => one.key === id && one.values[field].toLowerCase() === text.toLowerCase(),
  );
}

/** A Risk ID nobody gave out. */
function checkStranger(rest: Rest, id: string, texts: Texts): void {
  note(rest.world, 'stranger', id);
  const lines = linesOf(rest, id);
  const wanted = lines.length > 1 ? checkWords.twice : checkWords.unknownId;
  // Of two of which one stands in a list that cannot be read, nobody sees more than the other.
  const isHalfSeen = lines.some(({ region }) => rest.stopped.has(region));
  if (isHalfSeen && texts.attention === checkWords.unknownId) return;
  // Somebody gave a number to a line that was registered under another: it still says which.
  if (hiddenOf(texts)?.key.startsWith('new:') && texts.attention !== '') return;
  if (texts.attention !== wanted)
    throw new Violation('SHT8', `${id} is nobody's Risk ID and its row says "${texts.attention}"`);
}

const serviceOnly = ['lastReviewedOn', 'lastReviewedBy', 'reportedOn', 'reportedBy', 'attention'] as const;

/** The hidden cell is as published last, and the cells only the service fills say the same. */
function checkHidden({ published }: Rest, id: string, texts: Texts): HiddenState {
  const state = hiddenOf(texts);
  const newest = [...published.values()].findLast((one) => one.key === id);
  if (state?.key !== id || state.seq !== newest?.seq)
    throw new Violation('I15', `${id} carries ${state?.key} ${state?.seq}, published is ${newest?.seq}`);
  for (const [field, text] of [
    ...serviceOnly.map((one) => [one, state.values[one]] as const),
    ['riskId', id] as const,
  ])
    // prettier-ignore
    if (texts[field] !== text)
      throw new Violation('I15', `the row of ${id} says of ${field} "${texts[field]}", not "${text}"`);
  return state;
}

/** The cell says what is in effect, unless a person's text in it waits for a decision. */
function checkShared(id: string, texts: Texts, at: { field: PairedField; state: HiddenState }): void {
  const { field, state } = at;
  if (texts[field] === state.values[field] || state.disputed.includes(field)) return;
  throw new Violation('I15', `${id} ${field}: the cell says "${texts[field]}", in effect is "${state.values[field]}"`); // prettier-ignore
}

/** I15: what is published last is what the service holds. */
function checkConverged(rest: Rest, id: string, state: HiddenState): void {
  const risk = rest.risks.get(id as RiskId);
  if (!risk) return;
  const values = rest.inEffect(risk);
  for (const field of pairedFields)
    if (values[field] !== state.values[field])
      throw new Violation('I15', `${id} shows ${field} "${state.values[field]}", the service holds "${values[field]}"`); // prettier-ignore
}

/** I3: a typed text that still stands is in effect, or the row says why not, or somebody decided otherwise later. */
function checkTyped(
  rest: Rest,
  id: string,
  at: { field: PairedField & TypedField; texts: Texts; since: number },
): void {
  const { field, texts, since } = at;
  const text = texts[field];
  const risk = rest.risks.get(id as RiskId);
  if (!risk || text === '') return;
  note(rest.world, 'typing-judged');
  const inEffect = rest.inEffect(risk)[field];
  const isLater = (rest.world.teams.get(`${id}|${field}`) ?? -1) >= since;
  const isExplained = texts.attention !== '' || !isActive(risk.status);
  if (inEffect.toLowerCase() !== text.toLowerCase() && !isLater && !isExplained)
    throw new Violation('I3', `${id} ${field}: "${text}" stands there, "${inEffect}" is in effect, nothing says why`); // prettier-ignore
}
