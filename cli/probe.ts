/** `risk-register probe`: asks the tenant, in a scratch workbook and a scratch list beside the register, what no page says for certain. */
import { keepProbe, type ProbeVerdict } from '../state/probes';
import { GraphError } from '../sync/graph/errors';
import { makeListScratch } from '../sync/probe/list-scratch';
import { probeExcel } from '../sync/probe/probe-excel';
import { probeLists } from '../sync/probe/probe-lists';
import { questionOf } from '../sync/probe/questions';
import { makeScratch } from '../sync/probe/scratch';
import { obstacleOf, traitsFrom } from '../sync/probe/traits-from';
import { usualTraits } from '../sync/stores/excel/traits';
import { atBox } from './at-box';
import { type Config, type Environment } from './config';
import { openToNote, type RegisterDesk } from './desk';
import { exitOf } from './exit';
import { answerWords, obstacleWords } from './words';

/** Between two looks at a download, or at what changed. */
const pauseMs = 1_000;

type Say = (line: string) => void;
type Store = Config['CRR_STORE'];

/** The process's exit code: 0 everything asked, 1 something stands in the way of the register, 2 nothing could be asked of its store, 69 or
 *  78 as at a start. Without a tenant in the settings the box is asked. */
export async function probe(environment: Environment, say: Say, now = new Date()): Promise<number> {
  try {
    return await atBox(environment, async (settings) => {
      const desk = await openToNote(settings);
      try {
        return await probeBoth(desk, say, now);
      } finally {
        await desk.close();
      }
    });
  } catch (error) {
    const exit = exitOf(error);
    say(exit.message);
    return exit.code;
  }
}

/** The store in use decides the outcome; the other one is asked as well where the settings say where. */
async function probeBoth(desk: RegisterDesk, say: Say, now: Date): Promise<number> {
  const { config } = desk;
  const isConfigured = { excel: config.CRR_DRIVE_ID !== '', lists: config.CRR_SITE_ID !== '' };
  const codes: Partial<Record<Store, number>> = {};
  for (const store of ['excel', 'lists'] as const)
    if (isConfigured[store]) codes[store] = await probeOne(desk, store, { say, now });
  say('A running service takes this up at its next start.');
  return codes[config.CRR_STORE] ?? 2;
}

/** A place to ask in, and how. */
interface Asking {
  name: string;
  ask(): Promise<ProbeVerdict[]>;
  /** Answers null, or the code of why it stays. */
  remove(): Promise<string | null>;
}

async function probeOne(desk: RegisterDesk, store: Store, at: { say: Say; now: Date }): Promise<number> {
  const { say } = at;
  const asking = await begin(desk, store, at);
  if (asking === null) return 2;
  let verdicts: ProbeVerdict[];
  try {
    verdicts = await asking.ask();
  } finally {
    const stays = await asking.remove();
    if (stays !== null) say(`"${asking.name}" could not be removed (${stays}): please delete it by hand.`);
  }
  await keepProbe(desk.state.db, desk.state, { store, verdicts });
  if (store === 'excel') sayTraits(verdicts, say);
  const obstacle = obstacleOf(verdicts);
  if (obstacle !== null) obstacleWords[obstacle].forEach(say);
  return obstacle === null ? 0 : 1;
}

async function begin(
  desk: RegisterDesk,
  store: Store,
  { say, now }: { say: Say; now: Date },
): Promise<Asking | null> {
  const minute = now.toISOString().slice(0, 16).replace('T', ' ').replace(':', '');
  const name = `Casework Risk Register probe ${minute}`;
  try {
    return store === 'excel' ? await inWorkbook(desk, `${name}.xlsx`, say) : await inList(desk, name, say);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    say(`"${name}" could not be made (${error.code}), so nothing was asked about ${store === 'excel' ? 'workbooks' : 'lists'}.`); // prettier-ignore
    return null;
  }
}

async function inWorkbook({ graph, config, state }: RegisterDesk, name: string, say: Say): Promise<Asking> {
  const scratch = await makeScratch(graph, { config, org: state.org }, name);
  const told = (verdict: ProbeVerdict) => say(lineOf(verdict));
  return { name, ask: () => probeExcel(scratch, { pauseMs, told }), remove: () => scratch.remove() };
}

async function inList({ graph, config }: RegisterDesk, name: string, say: Say): Promise<Asking> {
  const scratch = await makeListScratch(graph, config, name);
  const told = (verdict: ProbeVerdict) => say(lineOf(verdict));
  return { name, ask: () => probeLists(scratch, { pauseMs, told }), remove: () => scratch.remove() };
}

function lineOf({ id, answer, figure }: ProbeVerdict): string {
  const { text, byHand } = questionOf(id);
  const said = answer === 'by-hand' ? `${answerWords[answer]}: ${byHand ?? ''}` : answerWords[answer];
  return `${id.padEnd(4)} ${text} ${said}${figure === '' ? '' : ` (${figure})`}`;
}

function sayTraits(verdicts: readonly ProbeVerdict[], say: Say): void {
  const { reading, knowsUnchanged, mostRows } = traitsFrom(verdicts);
  if (reading === 'ranges')
    say('The register will be read cell by cell, since the file is not given out in time.');
  if (!knowsUnchanged)
    say('An unchanged file will be told by comparing tags, at the cost of one full answer.');
  if (mostRows < usualTraits.mostRows) say(`At most ${mostRows} lines will be sent at once.`);
}
