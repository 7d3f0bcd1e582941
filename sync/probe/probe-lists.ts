/** Asks a real tenant everything about lists that no page says for certain. */
import { type ProbeVerdict } from '../../state/probes';
import { GraphError } from '../graph/errors';
import { listProbes } from './list-probes';
import { type ListScratch } from './list-scratch';

/** One verdict for each question, in their order; `told` hears each as soon as it is known. */
export async function probeLists(
  scratch: ListScratch,
  { pauseMs, told }: { pauseMs: number; told: (verdict: ProbeVerdict) => void },
): Promise<ProbeVerdict[]> {
  const verdicts: ProbeVerdict[] = [];
  for (const id of Object.keys(listProbes)) {
    const [first] = verdicts;
    const isShut = first !== undefined && first.answer !== 'yes';
    const verdict: ProbeVerdict = isShut
      ? { id, answer: 'could-not-tell', figure: 'see L1', value: null }
      : await ask({ scratch, pauseMs }, id);
    verdicts.push(verdict);
    told(verdict);
  }
  return verdicts;
}

async function ask(bench: Parameters<(typeof listProbes)[string]>[0], id: string): Promise<ProbeVerdict> {
  try {
    const { answer, figure, value } = (await listProbes[id]?.(bench)) ?? { answer: 'not-here', figure: '' };
    return { id, answer, figure, value: value ?? null };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const { code } = error;
    if (code === 'not-supported') return { id, answer: 'not-here', figure: '', value: null };
    // Whether lines may be made, and the hidden cell written, are the questions that a refusal answers.
    const saysNo = (id === 'L1' || id === 'L2') && (code === 'denied' || code === 'invalid');
    return { id, answer: saysNo ? 'no' : 'could-not-tell', figure: code, value: null };
  }
}
