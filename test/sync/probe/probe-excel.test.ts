/** The probes, asked of a box whose one file is the scratch workbook. */
import { type ProbeVerdict } from '../../../state/probes';
import { keepProbe, probeVerdicts } from '../../../state/probes';
import { type Fault } from '../../../tenant/faults';
import { probeExcel } from '../../../sync/probe/probe-excel';
import { type Graph } from '../../../sync/graph/graph';
import { questions } from '../../../sync/probe/questions';
import { makeScratch } from '../../../sync/probe/scratch';
import { obstacleOf, traitsFrom } from '../../../sync/probe/traits-from';
import { usualTraits } from '../../../sync/stores/excel/traits';
import { demoOrg, startBox, type TestBox } from '../box';
import { withStates } from '../../kit/state';

const states = withStates();
const name = 'Casework Risk Register probe 2026-11-24 0900.xlsx';
let box: TestBox;
beforeEach(async () => {
  box = await startBox(name);
});
afterEach(() => box.stop());

/** As `probed`, where Graph is otherwise than the box. */
async function probedWith(send: Graph['send']): Promise<ProbeVerdict[]> {
  const graph = { ...box.graph, send };
  const scratch = await makeScratch(graph, { config: box.config, org: demoOrg }, name);
  return probeExcel(scratch, { pauseMs: 10, told: () => undefined });
}

async function probed(...faults: Fault[]): Promise<{ verdicts: ProbeVerdict[]; stays: string | null }> {
  const scratch = await makeScratch(box.graph, { config: box.config, org: demoOrg }, name);
  box.tenant.faults.add(...faults);
  const verdicts = await probeExcel(scratch, { pauseMs: 10, told: () => undefined });
  return { verdicts, stays: await scratch.remove() };
}

const answersOf = (verdicts: readonly ProbeVerdict[]) =>
  Object.fromEntries(verdicts.map(({ id, answer }) => [id, answer]));

it('STO56 asks every question once, and takes its workbook away again', async () => {
  const { verdicts, stays } = await probed();

  expect(verdicts.map((one) => one.id)).toEqual(questions.map((one) => one.id));
  expect(answersOf(verdicts)).toEqual({
    P1: 'yes', P2: 'yes', P3: 'by-hand', P4: 'yes', P5: 'yes', P6: 'by-hand', P7: 'yes', P8: 'yes', P9: 'yes', P10: 'yes',
    P11: 'not-here', P12: 'yes', P13: 'by-hand', P14: 'yes',
  }); // prettier-ignore
  expect(verdicts.find((one) => one.id === 'P12')).toMatchObject({ value: 500 });
  expect([stays, box.tenant.workbook.state()]).toEqual([null, 'missing']);
  expect(traitsFrom(verdicts)).toEqual({ ...usualTraits, keepsBack: true });
});

it('STO56 never touches a file that has the name already', async () => {
  await makeScratch(box.graph, { config: box.config, org: demoOrg }, name);
  const before = await box.tenant.workbook.bytes();

  await expect(makeScratch(box.graph, { config: box.config, org: demoOrg }, name)).rejects.toThrow(
    'already a file',
  );

  expect(Buffer.compare(await box.tenant.workbook.bytes(), before)).toBe(0);
});

it('STO57 finds out when Excel refuses the service, and asks nothing more of it', async () => {
  const refusal = { status: 403, code: 'accessDenied', commit: 'never' as const };
  const { verdicts } = await probed({ match: { path: '/workbook/' }, times: 1000, answer: refusal });

  expect(answersOf(verdicts)).toMatchObject({ P8: 'no', P1: 'could-not-tell', P12: 'could-not-tell' });
  expect(obstacleOf(verdicts)).toBe('excel-refuses');
});

it('STO57 finds out when the hidden sheet cannot be written, with or without being told so', async () => {
  const match = { method: 'POST', path: 'Ev/rows' };
  const said = await probed({ match, times: 1000, answer: { status: 403, commit: 'never' } });
  expect(obstacleOf(said.verdicts)).toBe('hidden-sheet-refused');

  const quiet = await probed({ match, times: 1000, answer: { ok: true, persist: false } });
  expect(answersOf(quiet.verdicts)).toMatchObject({ P2: 'no' });
});

it('STO57 chooses another way of reading where downloads are refused, and of asking where tags are not understood', async () => {
  const { verdicts } = await probed({
    match: { method: 'GET', path: '/content' }, times: 1000, answer: { status: 403, commit: 'never' },
  }); // prettier-ignore

  expect(answersOf(verdicts)).toMatchObject({ P5: 'no', P8: 'yes' });
  expect(traitsFrom(verdicts)).toEqual({ ...usualTraits, reading: 'ranges', keepsBack: true });

  const withNo = (id: string, value: number | null = null): ProbeVerdict => ({ id, answer: 'no', figure: '', value }); // prettier-ignore
  expect(traitsFrom([withNo('P10')])).toEqual({ ...usualTraits, knowsUnchanged: false });
  expect(traitsFrom([withNo('P12', 200)]).mostRows).toBe(200);
  expect(traitsFrom([withNo('P12', 1)]).mostRows).toBe(10);
  expect(traitsFrom([])).toEqual(usualTraits);
});

it.each(['P7', 'P9'])(
  'STO57 asks and writes in one request only where names and kept-back requests were both seen to work: %s',
  (missing) => {
    const yes = (id: string): ProbeVerdict => ({ id, answer: 'yes', figure: '', value: null });
    expect(traitsFrom([yes('P7'), yes('P9')]).keepsBack).toBe(true);
    for (const answer of ['no', 'not-here', 'could-not-tell'] as const)
      expect(traitsFrom([{ ...yes(missing), answer }, yes(missing === 'P7' ? 'P9' : 'P7')]).keepsBack).toBe(
        false,
      );
    expect(traitsFrom([yes(missing)]).keepsBack).toBe(false);
  },
);

it('STO57 does not trust a name that answers whatever the columns are', async () => {
  const verdicts = await probedWith((call) =>
    call.path.endsWith('/names/Probe_turned/range()')
      ? box.graph.send({
          ...call,
          path: call.path.replace('Probe_turned', `Risks_${demoOrg.regions[0]?.id}_as_made`),
        })
      : box.graph.send(call),
  );

  expect(verdicts.find((one) => one.id === 'P7')).toMatchObject({ answer: 'no', figure: 'answered as well when they do not' }); // prettier-ignore
  expect(traitsFrom(verdicts).keepsBack).toBe(false);
});

interface Batch {
  requests: object[];
}
interface Answers {
  responses: { id: string; status: number }[];
}
const unbound = ({ requests }: Batch) => ({
  requests: requests.map((one) => ({ ...one, dependsOn: [] })),
});

it.each<[string, Partial<ProbeVerdict>, (sent: Batch) => Batch, (answer: Answers) => Answers]>([
  ['keeps nothing back', { answer: 'no', figure: 'carried out all the same' }, unbound, (answer) => answer],
  [
    'says it kept back what it did not',
    { answer: 'no', figure: 'carried out all the same' },
    unbound,
    ({ responses: [first, ...rest] }) => ({
      responses: first
        ? [first, ...rest.map((one) => (first.status < 400 ? one : { ...one, status: 424 }))]
        : [],
    }),
  ],
  ['refuses batches', { answer: 'could-not-tell' }, () => ({ requests: [] }), (answer) => answer],
])('STO57 does not trust a batch where Graph %s', async (_, verdict, sent, told) => {
  const verdicts = await probedWith(async (call) => {
    if (call.path !== '/$batch') return box.graph.send(call);
    const answer = await box.graph.send({ ...call, body: sent(call.body as Batch) });
    return { ...answer, body: told(answer.body as Answers) };
  });

  expect(verdicts.find((one) => one.id === 'P9')).toMatchObject(verdict);
  expect(traitsFrom(verdicts).keepsBack).toBe(false);
});

it('STO57 does not trust a batch whose write is told as done and not kept', async () => {
  const { verdicts } = await probed({ match: { method: 'PATCH', path: 'H99' }, answer: { ok: true, persist: false } }); // prettier-ignore

  expect(verdicts.find((one) => one.id === 'P9')).toMatchObject({ answer: 'no', figure: 'not carried out' });
});

it('STO57 leaves open what failed for another reason', async () => {
  const { verdicts } = await probed({ match: { method: 'POST', path: 'Ev/rows' }, answer: { status: 504, commit: 'never' } }); // prettier-ignore

  expect(answersOf(verdicts)).toMatchObject({ P2: 'could-not-tell' });
  expect(obstacleOf(verdicts)).toBeNull();
});

it('STO57 keeps the answers of the newest probe of each store', async () => {
  const state = await states.aState();
  const verdict = (answer: 'yes' | 'no'): ProbeVerdict => ({ id: 'P5', answer, figure: '', value: 3 });
  expect(await probeVerdicts(state.db, state, 'excel')).toEqual([]);

  await keepProbe(state.db, state, { store: 'excel', verdicts: [verdict('yes')] });
  await keepProbe(state.db, state, { store: 'excel', verdicts: [verdict('no')] });

  expect(await probeVerdicts(state.db, state, 'excel')).toEqual([verdict('no')]);
  expect(await probeVerdicts(state.db, state, 'lists')).toEqual([]);
});
