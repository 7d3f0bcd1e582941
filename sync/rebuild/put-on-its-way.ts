/** Puts every line and every value that a reading of the register lacks on its way there, in one transaction. */
import { type EventRow, type Cut } from '../../register/store';
import { pairedFields, projectedFields } from '../../register/columns';
import { decision } from '../../register/decision';
import { type Person } from '../../register/person';
import { type Risk } from '../../register/risk';
import { type RowMemory } from '../../register/sheet-memory';
import { cellText } from '../../register/cell-text';
import { isActive } from '../../register/vocabulary';
import { commit, placeRowAgain, showInSheet } from '../../state/commit';
import { type Tx } from '../../state/db';
import { wantEvent } from '../../state/intents';
import { lockMemory, rowMemories } from '../../state/memory';
import { allPeople } from '../../state/people';
import { raiseSequence } from '../../state/publications';
import { newestEvents, rowsOnTheirWay, type JournalledEvent } from '../../state/register-check';
import { lockRisks } from '../../state/risks';
import { type State } from '../../state/state';
import { today, type At } from '../../state/time';
import { rowReturned } from '../protocol/rows';

/** How much was put on its way. */
export interface PutOnItsWay {
  rows: number;
  /** Sets of values of lines that are there. */
  values: number;
  /** Sequences of lines in the service's own table too high to be overtaken: a person has to delete them. */
  foreign: number[];
}

/** In a register made just now a line that is not there cannot merely be out of view, so it need not be looked for once more. */
export function putOnItsWay(state: State, cut: Cut, how: { wasCreated: boolean }): Promise<PutOnItsWay> {
  return state.db.tx(async (tx) => {
    await lockMemory(tx, state);
    const risks = await lockRisks(tx, state, {});
    const memories = new Map((await rowMemories(tx, state)).map((row) => [row.riskId, row]));
    const at = await today(tx, state);
    const people = await allPeople(tx, state);
    // Somebody may have written lines of their own into the service's table; ours must count more.
    const { followed, foreign } = await overtake(tx, cut.events ?? []);
    const standing = new Set(cut.regions.flatMap((region) => region.rows.map((row) => row.riskId)));
    const underWay = new Set(how.wasCreated ? [] : await rowsOnTheirWay(tx, state));
    const absent = risks.filter((risk) => !standing.has(risk.id) && isWanted(risk, memories.get(risk.id)));
    const missing = absent.filter((risk) => !underWay.has(risk.id));
    for (const risk of missing) await placeAgain(tx, state, risk, { ...how, at, people });
    const values = await publishAgain(tx, state, { ...cut, events: followed }, standing);
    for (const risk of risks)
      if (!missing.includes(risk)) await showInSheet(tx, state, { risk, isNew: false, people, at });
    return { rows: absent.length, values, foreign };
  });
}

/** Raises the sequence above every line but those too high to follow, which count for nothing. */
async function overtake(
  tx: Tx,
  events: readonly EventRow[],
): Promise<{ followed: EventRow[]; foreign: number[] }> {
  const foreign: number[] = [];
  const down = [...events].sort((a, b) => b.seq - a.seq);
  for (const { seq } of down) {
    if (await raiseSequence(tx, seq)) break;
    foreign.push(seq);
  }
  return { followed: down.slice(foreign.length), foreign };
}

/** The line of an entry that is over stays away when people took it out themselves. */
function isWanted(risk: Risk, memory: RowMemory | undefined): boolean {
  return isActive(risk.status) || (memory?.presence !== 'deleted' && memory?.presence !== 'missing');
}

async function placeAgain(
  tx: Tx,
  state: State,
  risk: Risk,
  by: { wasCreated: boolean; at: At; people: readonly Person[] },
): Promise<void> {
  await placeRowAgain(tx, state, risk, { unlessSeen: !by.wasCreated });
  const detail = { region: risk.region };
  const audit = [{ act: 'row-rebuilt', actor: 'service' as const, subject: risk.id, detail }];
  const returned = risk.missingSince === null ? null : rowReturned(risk);
  const made = decision({ changes: returned?.changes ?? [], audit: [...(returned?.audit ?? []), ...audit] });
  await commit(tx, state, made, { ...by.at, people: by.people });
  if (!returned) await showInSheet(tx, state, { risk, isNew: false, people: by.people, at: by.at });
}

/** Values that were read back once and do not stand there now as they were published. They go out under a new sequence: a line with the
 *  old one may still be there, and be wrong. */
async function publishAgain(tx: Tx, state: State, cut: Cut, standing: ReadonlySet<string>): Promise<number> {
  const top = new Map<string, EventRow>();
  for (const event of cut.events ?? [])
    if (event.seq > (top.get(event.key)?.seq ?? 0)) top.set(event.key, event);
  const wrong = (await newestEvents(tx, state)).filter((event) => {
    if (event.state !== 'seen') return false;
    if (cut.carrier === 'rows' && !standing.has(event.riskId)) return false;
    return !isShown(event, top.get(event.payload.key));
  });
  for (const { riskId, region, payload } of wrong) await wantEvent(tx, state, { riskId, region }, payload);
  return wrong.length;
}

function isShown({ seq, payload }: JournalledEvent, top: EventRow | undefined): boolean {
  if (top?.seq !== seq) return false;
  return (
    [...pairedFields, ...projectedFields].every(
      (field) => cellText(top.values[field]) === cellText(payload.values[field]),
    ) && pairedFields.every((field) => cellText(top.observed[field]) === cellText(payload.observed[field]))
  );
}
