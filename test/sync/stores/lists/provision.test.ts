/** Making lists: once, under a name that lasts, and never over what people made of them. */
import { ensureLists } from '../../../../sync/stores/lists/provision';
import { listColumns } from '../../../../sync/stores/lists/list-columns';
import { createListsStore } from '../../../../sync/stores/lists/lists-store';
import { cutOf } from '../../../contract/register-store';
import { listOf } from '../../../kit/lists';
import { demoOrg, startBox, type TestBox } from '../../box';

describe('making the lists', () => {
  let box: TestBox;
  beforeEach(async () => {
    box = await startBox();
  });
  afterEach(() => box.stop());

  const ensure = () => ensureLists(box.graph, box.config, demoOrg);
  const problems = async () => (await cutOf(createListsStore(box.graph, box.config, demoOrg))).problems;

  it('STO42 makes a list for every region, with its own title and every column', async () => {
    expect(await ensure()).toBe('created');

    const lists = box.tenant.lists.all().map((list) => list.about());
    expect(lists.map((list) => list.displayName)).toEqual(
      demoOrg.regions.map((region) => `Risk register – ${region.name}`),
    );
    expect(lists.map((list) => list.name)).toEqual(demoOrg.regions.map((region) => `Risks_${region.id}`));
    expect(await problems()).toEqual([]);
    const title = listOf(box, 'NS').column('Title');
    expect(title).toMatchObject({ displayName: 'Case ref', required: false });
  });

  it('STO42 offers words where people type and refuses no other', async () => {
    await ensure();

    const level = listOf(box, 'NS').column('RiskLevel').choice;
    expect(level).toMatchObject({ choices: ['Low', 'Medium', 'High', 'Very high'], allowTextEntry: true });
    expect(listOf(box, 'NS').column('ServiceState').hidden).toBe(true);
    expect(listOf(box, 'NS').column('RiskId')).toMatchObject({ indexed: true, enforceUniqueValues: true });
  });

  it('STO43 changes nothing that is there, not even what people called it', async () => {
    await ensure();
    await box.tenant.lists.rename('Risks_NS', { displayName: 'Our risks' });
    await listOf(box, 'NS').changeColumn('Title', { displayName: 'Mosaic' });
    const before = JSON.stringify(box.tenant.lists.all().map((list) => list.about()));

    expect(await ensure()).toBe('present');

    expect(JSON.stringify(box.tenant.lists.all().map((list) => list.about()))).toBe(before);
  });

  it.each([
    ['POST', 1],
    ['POST', 3],
    ['PATCH', 1],
    ['PATCH', 2],
  ])('STO43 interrupted at %s number %i, it goes on where it stopped', async (method, number) => {
    const match = { path: '^/v1\\.0/sites', method };
    if (number > 1) box.tenant.faults.add({ match, times: number - 1, answer: { delayMs: 1 } });
    box.tenant.faults.add({ match, answer: { status: 503, commit: 'never' } });
    await expect(ensure()).rejects.toThrow('unavailable');
    box.tenant.faults.clear();

    await ensure();

    expect(await problems()).toEqual([]);
    expect(box.tenant.lists.all().map((list) => list.about().displayName)).toEqual(
      demoOrg.regions.map((region) => `Risk register – ${region.name}`),
    );
    expect(box.tenant.lists.all().every((list) => !list.column('Title').required)).toBe(true);
  });

  it('STO43 keeps its plain name where another list has the title', async () => {
    const taken = { displayName: 'Risk register – Northshire', list: { template: 'genericList' } };
    await box.graph.send({ method: 'POST', path: '/sites/{site}/lists', parts: { site: 'site-1' }, body: taken });

    await ensure();

    expect(listOf(box, 'NS').about().displayName).toBe('Risks_NS');
    expect(await problems()).toEqual([]);
  }); // prettier-ignore

  it('STO43 adds the columns an older list lacks', async () => {
    await ensure();
    await listOf(box, 'EM').removeColumn('RiskCheck');

    expect(await ensure()).toBe('created');

    const names = listOf(box, 'EM')
      .columns()
      .map((column) => column.name);
    expect(listColumns.filter((column) => !names.includes(column.name))).toEqual([]);
  });
});
