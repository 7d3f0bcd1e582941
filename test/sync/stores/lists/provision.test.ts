/** Making lists: once, under a name that lasts, and never over what people made of them. */
import { ensureLists } from '../../../../sync/stores/lists/provision';
import { keyColumn, recordLists } from '../../../../sync/stores/lists/record-columns';
import { type RegisterStore } from '../../../../register/store';
import { listColumns } from '../../../../sync/stores/lists/list-columns';
import { createListsStore } from '../../../../sync/stores/lists/lists-store';
import { cutOf } from '../../../contract/register-store';
import { listOf } from '../../../kit/lists';
import { aReviewRecord } from '../../../kit/records';
import { demoOrg, startBox, type TestBox } from '../../box';

describe('making the lists', () => {
  let box: TestBox;
  beforeEach(async () => {
    box = await startBox();
  });
  afterEach(() => box.stop());

  const ensure = () => ensureLists(box.graph, box.config, demoOrg);
  const regionLists = () =>
    box.tenant.lists.all().map((list) => list.about()).filter((list) => list.name.startsWith('Risks_')); // prettier-ignore
  const problems = async () => (await cutOf(createListsStore(box.graph, box.config, demoOrg))).problems;

  it('STO42 makes a list for every region, with its own title and every column', async () => {
    expect(await ensure()).toBe('created');

    const lists = regionLists();
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
    expect(regionLists().map((list) => list.displayName)).toEqual(
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

  describe('of records', () => {
    const recordOne = () => {
      const store = createListsStore(box.graph, box.config, demoOrg) as Required<RegisterStore>;
      return store.record([aReviewRecord(1)]);
    };
    const reviews = () => box.tenant.lists.list('Risk_Reviews');

    it('STO74 makes a list for every kind beside those of the regions, with a key that cannot be there twice', async () => {
      await ensure();

      const made = box.tenant.lists.all().map((list) => list.about()).slice(demoOrg.regions.length); // prettier-ignore
      expect(made.map((list) => [list.name, list.displayName])).toEqual([
        ['Risk_Reviews', 'Risk register – reviews'],
        ['Risk_Consultations', 'Risk register – consultations'],
      ]);
      expect(reviews().column(keyColumn)).toMatchObject({ hidden: true, indexed: true, enforceUniqueValues: true }); // prettier-ignore
      expect(reviews().column('Title')).toMatchObject({ displayName: 'Review', required: false });
      expect(recordLists.map((list) => list.name)).toEqual(made.map((list) => list.name));
    });

    it('STO74 makes again what is missing, takes a list by the name in its address, and writes nothing meanwhile', async () => {
      await ensure();
      await box.tenant.lists.rename('Risk_Reviews', { displayName: 'Our reviews' });
      await reviews().removeColumn('RecordSignedBy');
      await box.tenant.lists.remove(box.tenant.lists.list('Risk_Consultations').id);
      expect(await recordOne()).toEqual({ kind: 'failed', code: 'missing-columns', retryAfterMs: null, final: true, refused: ['review:NS-2026-11-24'] }); // prettier-ignore

      expect(await ensure()).toBe('present');

      expect(await recordOne()).toEqual({ kind: 'ok' });
      expect(reviews().about().displayName).toBe('Our reviews');
      expect(box.tenant.lists.list('Risk_Consultations').items()).toEqual([]);
    });

    it('STO74 tells of a list that is gone', async () => {
      await ensure();
      await box.tenant.lists.remove(reviews().id);

      expect(await recordOne()).toEqual({ kind: 'failed', code: 'missing-table', retryAfterMs: null, final: true, refused: ['review:NS-2026-11-24'] }); // prettier-ignore
      expect(await problems()).toEqual([]);
    });

    it.each([
      ['a count that is text', 'RecordLines', { text: {} }],
      ['a day that is a number', 'RecordDueOn', { number: {} }],
      ['a name that is a choice', 'RecordSignedBy', { choice: { choices: ['Mo'] } }],
      ['a key that may be there twice', keyColumn, { text: {}, indexed: true }],
    ])('STO74 puts nothing into a column of another kind: %s', async (_what, name, kind) => {
      await ensure();
      await reviews().removeColumn(name);
      await reviews().addColumn({ name, displayName: 'Ours', ...kind });
      const from = box.tenant.lists.writes.length;

      await ensure();

      expect(await recordOne()).toMatchObject({ kind: 'failed', code: 'missing-columns', final: true });
      expect(box.tenant.lists.writes).toHaveLength(from);
    });

    it('STO74 goes without them where the right to make lists was taken back', async () => {
      await ensure();
      await box.tenant.lists.remove(reviews().id);
      box.tenant.faults.add({
        match: { path: '^/v1\\.0/sites', method: 'POST' },
        answer: { status: 403, commit: 'never' },
      });

      expect(await ensure()).toBe('present');

      expect(await recordOne()).toMatchObject({ code: 'missing-table' });
      expect(await problems()).toEqual([]);
    });
  });
});
