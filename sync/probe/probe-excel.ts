/** Asks a real tenant everything about workbooks that no page says for certain. */
import { type ProbeVerdict } from '../../state/probes';
import { aBench, answerOf, excelProbes, type Bench } from './excel-probes';
import { questions } from './questions';
import { type Scratch } from './scratch';

/** One verdict for each question, in the order of the questions; `told` hears each as soon as it is known. */
export async function probeExcel(
  scratch: Scratch,
  { pauseMs, told }: { pauseMs: number; told: (verdict: ProbeVerdict) => void },
): Promise<ProbeVerdict[]> {
  const bench = aBench(scratch, pauseMs);
  const found = new Map<string, ProbeVerdict>();
  const keep = (verdict: ProbeVerdict) => {
    found.set(verdict.id, verdict);
    told(verdict);
  };
  for (const { id, byHand } of questions)
    if (byHand !== null) keep({ id, answer: 'by-hand', figure: '', value: null });
  for (const id of Object.keys(excelProbes)) {
    const isShut = found.get('P8')?.answer === 'no';
    keep(isShut ? { id, answer: 'could-not-tell', figure: 'see P8', value: null } : await ask(bench, id));
  }
  return questions.flatMap((question) => found.get(question.id) ?? []);
}

async function ask(bench: Bench, id: string): Promise<ProbeVerdict> {
  try {
    const { answer, figure, value } =
      (await excelProbes[id]?.(bench)) ?? answerOf(id, new Error(`No probe ${id}`));
    return { id, answer, figure, value: value ?? null };
  } catch (error) {
    return { id, value: null, ...answerOf(id, error) };
  }
}
