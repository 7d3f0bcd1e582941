/** The probes of lists, asked of the box. */
import { type ProbeVerdict } from '../../../state/probes';
import { makeListScratch } from '../../../sync/probe/list-scratch';
import { probeLists } from '../../../sync/probe/probe-lists';
import { listQuestions } from '../../../sync/probe/questions';
import { obstacleOf } from '../../../sync/probe/traits-from';
import { type Fault } from '../../../tenant/faults';
import { startBox, type TestBox } from '../box';

const name = 'Casework Risk Register probe 2026-11-24 0900';
let box: TestBox;
beforeEach(async () => {
  box = await startBox();
});
afterEach(() => box.stop());

async function probed(...faults: Fault[]): Promise<{ verdicts: ProbeVerdict[]; stays: string | null }> {
  const scratch = await makeListScratch(box.graph, box.config, name);
  box.tenant.faults.add(...faults);
  const verdicts = await probeLists(scratch, { pauseMs: 10, told: () => undefined });
  box.tenant.faults.clear();
  return { verdicts, stays: await scratch.remove() };
}

const answersOf = (verdicts: readonly ProbeVerdict[]) =>
  Object.fromEntries(verdicts.map(({ id, answer }) => [id, answer]));

it('STO77 asks every question about lists once, and takes its list away again', async () => {
  const { verdicts, stays } = await probed();

  expect(verdicts.map((one) => one.id)).toEqual(listQuestions.map((one) => one.id));
  expect(verdicts.map((one) => one.answer)).toEqual(listQuestions.map(() => 'yes'));
  expect(verdicts.find((one) => one.id === 'L3')?.figure).toMatch(/^412/);
  expect([stays, box.tenant.lists.all()]).toEqual([null, []]);
  expect(obstacleOf(verdicts)).toBeNull();
});

it('STO77 never touches a list that has the name already', async () => {
  const { list } = await makeListScratch(box.graph, box.config, name);

  await expect(makeListScratch(box.graph, box.config, name)).rejects.toMatchObject({
    code: 'already-exists',
  });

  expect(box.tenant.lists.all().map((one) => one.id)).toEqual([list]);
});

it('STO78 finds out when lines may not be made, and asks nothing more', async () => {
  const { verdicts } = await probed({
    match: { method: 'POST', path: '/items$' }, times: 100, answer: { status: 403, commit: 'never' },
  }); // prettier-ignore

  expect(answersOf(verdicts)).toMatchObject({ L1: 'no', L2: 'could-not-tell', L8: 'could-not-tell' });
});

it('STO78 finds out when the hidden cell is answered with success and not kept', async () => {
  const { verdicts } = await probed({
    match: { method: 'PATCH', path: '/fields$' }, answer: { ok: true, persist: false },
  }); // prettier-ignore

  expect(answersOf(verdicts)).toMatchObject({ L2: 'no', L4: 'yes' });
  expect(obstacleOf(verdicts)).toBe('hidden-cell-refused');
});

it('STO78 tells what keeps lists from being the register: tags that are not looked at, Risk IDs that are not unique', () => {
  const withNo = (id: string): ProbeVerdict => ({ id, answer: 'no', figure: '', value: null });

  expect(['L2', 'L3', 'L4', 'L5', 'L6'].map((id) => obstacleOf([withNo(id)]))).toEqual([
    'hidden-cell-refused', 'tags-not-looked-at', 'risk-ids-not-unique', null, null,
  ]); // prettier-ignore
});
