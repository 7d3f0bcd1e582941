/** Lists on disk: what a killed process leaves behind is read whole. */
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SiteList } from '../../../tenant/lists/site-list';
import { SiteLists } from '../../../tenant/lists/site-lists';
import { sampleList } from '../../kit/box-lists';
import { people } from '../../kit/running-box';

let home: string;
const service = { kind: 'application', id: 'service', displayName: 'Service' } as const;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'box-lists-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const open = (folder: string): Promise<SiteLists> => SiteLists.open(folder, people, () => new Date());
const told = (list: SiteList): unknown => [list.about(), list.items()];
const fileOf = async (folder: string, ending: string): Promise<string> =>
  join(folder, 'lists', String((await readdir(join(folder, 'lists'))).find((name) => name.endsWith(ending))));

/** The folder as it is at this moment, as if the process had been killed. */
async function killed(): Promise<string> {
  const copy = join(home, `killed-${Math.floor(performance.now())}`);
  await cp(join(home, 'live'), copy, { recursive: true });
  return copy;
}

async function worked(): Promise<SiteList> {
  const lists = await open(await liveHome());
  const list = await lists.create(sampleList, service);
  await list.add({ RiskId: 'R-1', Note: 'one' }, service);
  await list.add({ RiskId: 'R-2' }, service);
  await list.change(1, { Note: 'two' }, service);
  await list.remove(2);
  await list.add({ RiskId: 'R-3' }, service);
  return list;
}

async function liveHome(): Promise<string> {
  const live = join(home, 'live');
  await mkdir(live);
  return live;
}

describe('a list on disk', () => {
  it('is whole without a proper end of the process, versions and numbers included', async () => {
    const list = await worked();
    const again = (await open(await killed())).list(sampleList.displayName);
    expect(told(again)).toEqual(told(list));
    expect(again.item(1).versions).toHaveLength(2);
    expect((await again.add({}, service)).id).toBe(4);
    expect(again.changedAfter(0).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  it('loses nothing but a last line that was cut short, and goes on after it', async () => {
    const list = await worked();
    const folder = await killed();
    await appendFile(await fileOf(folder, '.jsonl'), '{"id":9,"guid":"x');
    const again = (await open(folder)).list(sampleList.displayName);
    expect(told(again)).toEqual(told(list));
    await again.change(1, { Note: 'three' }, service);
    expect((await open(folder)).list(sampleList.displayName).item(1).versions).toHaveLength(3);
  });

  it('takes no change twice when its journal outlived the document that holds them', async () => {
    const list = await worked();
    const journal = await readFile(await fileOf(join(home, 'live'), '.jsonl'));
    await list.changeColumn('Level', { displayName: 'How bad' });
    const folder = await killed();
    await writeFile(`${await fileOf(folder, '.json')}l`, journal);
    const again = (await open(folder)).list(sampleList.displayName);
    expect(told(again)).toEqual(told(list));
    expect(again.item(1).versions).toHaveLength(2);
  });

  it('is written anew before its journal grows without end', async () => {
    const list = await worked();
    await Promise.all(Array.from({ length: 2_100 }, (_, at) => list.change(1, { Score: at % 10 }, service)));
    const text = await readFile(await fileOf(join(home, 'live'), '.json'), 'utf8');
    expect((JSON.parse(text) as { seq: number }).seq).toBeGreaterThan(1_990);
    expect(told((await open(await killed())).list(sampleList.displayName))).toEqual(told(list));
  });

  it('that is deleted leaves nothing', async () => {
    await worked();
    const lists = await open(join(home, 'live'));
    await lists.remove(sampleList.displayName);
    expect(await readdir(join(home, 'live', 'lists'))).toEqual([]);
  });
});
