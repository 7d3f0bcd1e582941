/** The second half of `risk-register rebuild`: a lost workbook, or lost lines, written anew from the database. */
import { addMissing, ensureStore } from '../sync/stores/open-store';
import { rebuildToRegister, type ToRegister } from '../sync/rebuild/to-register';
import { type RegisterDesk } from './desk';
import { timingsOf } from './timings';
import { sayAdded, sayCount, sayForeign, sayRefusal } from './words';

/** Without any progress for so long, the rest is left to the service. */
const patienceMs = 10 * 60_000;

/** 0 when everything was read back, 1 when the service or a person has to finish, 2 when nothing was done. */
export async function rebuildTo(desk: RegisterDesk, say: (line: string) => void): Promise<number> {
  const { state, store, config, graph } = desk;
  let told = -1;
  const outcome = await rebuildToRegister({
    state,
    store,
    ...timingsOf(config),
    provision: () => ensureStore(graph, config, state.org),
    addMissing: () => addMissing(graph, config, state.org),
    onProgress: (waiting) => {
      if (waiting !== told && waiting > 0) say(`${sayCount(waiting, 'write')} still on the way`);
      told = waiting;
    },
    pauseMs: 1_000,
    patienceMs,
  });
  return report(outcome, say);
}

function report(outcome: ToRegister, say: (line: string) => void): number {
  switch (outcome.kind) {
    case 'done': {
      const { put, records, wasCreated, added } = outcome;
      if (wasCreated) say('A new workbook was made.');
      for (const table of added) say(sayAdded(table));
      say(
        `${sayCount(put.rows, 'line')} and ${sayCount(put.values, 'value set')} written anew and read back.`,
      );
      if (records > 0) say(`${sayCount(records, 'record')} beside the register made again.`);
      if (wasCreated) say('Not in it: text in "Change …" cells, and formatting of your own.');
      for (const seq of put.foreign) say(`${sayForeign(seq)}; delete it, and run this again.`);
      return put.foreign.length === 0 ? 0 : 1;
    }
    case 'not-finished':
      say(`${sayCount(outcome.waiting, 'write')} could not be read back yet${outcome.code === null ? '' : ` (${outcome.code})`}.`); // prettier-ignore
      say('Nothing is lost: start the service, it goes on by itself. /readyz says what is in the way.');
      return 1;
    default:
      sayRefusal(outcome).forEach(say);
      return 2;
  }
}
