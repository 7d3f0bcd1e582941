/** `risk-register probe`: asks the tenant, in a scratch workbook beside the register, what no page says for certain. */
import { keepProbe, type ProbeVerdict } from '../state/probes';
import { GraphError } from '../sync/graph/errors';
import { probeExcel } from '../sync/probe/probe-excel';
import { questionOf } from '../sync/probe/questions';
import { makeScratch, type Scratch } from '../sync/probe/scratch';
import { obstacleOf, traitsFrom } from '../sync/probe/traits-from';
import { usualTraits } from '../sync/stores/excel/traits';
import { type Environment } from './config';
import { openToNote, type RegisterDesk } from './desk';
import { exitOf } from './exit';
import { answerWords, obstacleWords } from './words';

/** Between two looks at a download. */
const pauseMs = 1_000;

/** The process's exit code: 0 everything asked, 1 something stands in the way of the register, 2 nothing could be asked, 69 or 78 as at a start. */
export async function probe(
  environment: Environment,
  say: (line: string) => void,
  now = new Date(),
): Promise<number> {
  let desk: RegisterDesk;
  try {
    desk = await openToNote(environment);
  } catch (error) {
    const exit = exitOf(error);
    say(exit.message);
    return exit.code;
  }
  try {
    if (desk.config.CRR_STORE === 'excel') return await probeIn(desk, say, now);
    say(
      'The probe asks about workbooks. Lists need none: what they rely on is documented and tested at every start.',
    );
    return 0;
  } finally {
    await desk.close();
  }
}

async function probeIn(desk: RegisterDesk, say: (line: string) => void, now: Date): Promise<number> {
  const scratch = await begin(desk, say, now);
  if (scratch === null) return 2;
  const name = scratch.config.CRR_WORKBOOK_NAME;
  let verdicts: ProbeVerdict[];
  try {
    verdicts = await probeExcel(scratch, { pauseMs, told: (verdict) => say(lineOf(verdict)) });
  } finally {
    const stays = await scratch.remove();
    if (stays !== null) say(`"${name}" could not be removed (${stays}): please delete it by hand.`);
  }
  await keepProbe(desk.state.db, desk.state, { store: 'excel', verdicts });
  return conclude(verdicts, say);
}

async function begin(desk: RegisterDesk, say: (line: string) => void, now: Date): Promise<Scratch | null> {
  const minute = now.toISOString().slice(0, 16).replace('T', ' ').replace(':', '');
  const name = `Casework Risk Register probe ${minute}.xlsx`;
  try {
    return await makeScratch(desk.graph, { config: desk.config, org: desk.state.org }, name);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const isBox = error.code === 'not-supported';
    say(isBox ? 'This tenant keeps no second file beside the register (as the box does not), so nothing could be asked.' : error.message); // prettier-ignore
    return null;
  }
}

function lineOf({ id, answer, figure }: ProbeVerdict): string {
  const { text, byHand } = questionOf(id);
  const said = answer === 'by-hand' ? `${answerWords[answer]}: ${byHand ?? ''}` : answerWords[answer];
  return `${id.padEnd(4)} ${text} ${said}${figure === '' ? '' : ` (${figure})`}`;
}

function conclude(verdicts: readonly ProbeVerdict[], say: (line: string) => void): number {
  const { reading, knowsUnchanged, mostRows } = traitsFrom(verdicts);
  if (reading === 'ranges')
    say('The register will be read cell by cell, since the file is not given out in time.');
  if (!knowsUnchanged)
    say('An unchanged file will be told by comparing tags, at the cost of one full answer.');
  if (mostRows < usualTraits.mostRows) say(`At most ${mostRows} lines will be sent at once.`);
  const obstacle = obstacleOf(verdicts);
  if (obstacle !== null) obstacleWords[obstacle].forEach(say);
  say('A running service takes this up at its next start.');
  return obstacle === null ? 0 : 1;
}
