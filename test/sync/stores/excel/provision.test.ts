/** Parts of an existing workbook that are gone, made again through Graph without touching what is there. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Organisation } from '../../../../register/organisation';
import { GraphError } from '../../../../sync/graph/errors';
import { addMissingParts, type MissingParts } from '../../../../sync/stores/excel/provision';
import { buildWorkbook } from '../../../../sync/stores/excel/template';
import { createExcelStore } from '../../../../sync/stores/excel/workbook-store';
import { aNewRow, anEvent, cutOf, NS, rowOf } from '../../../contract/register-store';
import { demoOrg, startBox, type TestBox } from '../../box';

const few: Organisation = { ...demoOrg, regions: demoOrg.regions.slice(0, 2) };
const three: Organisation = { ...demoOrg, regions: demoOrg.regions.slice(0, 3) };
const [, , third] = three.regions;
const [thirdTable, thirdSheet] = [`Risks_${third?.id}`, third?.name ?? ''];

/** A workbook of two regions whose service table somebody deleted together with its worksheet. */
async function withoutService(): Promise<Uint8Array> {
  const parts = unzipSync(await buildWorkbook(few));
  const service = 'xl/tables/table3.xml';
  const edit = (path: string, from: RegExp, to: string) =>
    (parts[path] = strToU8(strFromU8(parts[path] ?? new Uint8Array()).replace(from, to)));
  edit('xl/workbook.xml', /name="_service"/, 'name="Old"');
  edit(service, / name="Ev" displayName="Ev"/, ' name="Old" displayName="Old"');
  expect(strFromU8(parts[service] ?? new Uint8Array())).toContain('"Old"');
  return zipSync(parts);
}

let box: TestBox;
beforeEach(async () => {
  box = await startBox();
  await box.tenant.workbook.put(await withoutService());
});
afterEach(() => box.stop());

const mend = (): Promise<MissingParts> => addMissingParts(box.graph, box.config, three);
const storeOf = () => createExcelStore(box.graph, box.config, three);

/** The cells of every worksheet that was there before. */
function standing(): unknown[] {
  const { workbook } = box.tenant;
  const before = ['Guide', ...few.regions.map(({ name }) => name), 'Old', '_lists'];
  return before.map((name) => workbook.usedRange(workbook.worksheet(name).id).formulas);
}

describe('parts of an existing workbook that are gone', () => {
  it('STO27 are made again: a region’s table and the service’s, hidden, with every formula; the rest stays as it is', async () => {
    await storeOf().appendRows(NS, [aNewRow('NS-2026-0001')]);
    const [before, sheets] = [standing(), box.tenant.workbook.worksheets()];

    expect(await mend()).toEqual({ added: ['Ev', thirdTable], inTheWay: [] });

    const store = storeOf();
    const cut = await cutOf(store);
    expect(cut.problems).toEqual([]);
    expect(cut.events).toEqual([]);
    expect(standing()).toEqual(before);
    expect(box.tenant.workbook.worksheets().slice(0, sheets.length)).toEqual(sheets);
    expect(box.tenant.workbook.worksheet('_service').visibility).toBe('VeryHidden');
    await store.appendRows(third?.id ?? NS, [aNewRow('X-2026-0001', { region: third?.id ?? NS })]);
    await store.publish([anEvent(1, 'X-2026-0001', { values: { level: 'High' } }), anEvent(2, 'NS-2026-0001', { values: { level: 'Low' } })]); // prettier-ignore
    expect((await rowOf(store, 'X-2026-0001'))?.typedOver).toEqual({});
    expect((await cutOf(store)).regions.flatMap(({ formulas }) => formulas)).toEqual([]);
    const shown = (table: string) => {
      const { text } = box.tenant.workbook.tableRange(table, 'all');
      return text[1]?.[text[0]?.indexOf('Level') ?? -1];
    };
    expect([shown(thirdTable), shown('Risks_NS')]).toEqual(['High', 'Low']);
  });

  it('STO27 are left alone where nothing is missing', async () => {
    await mend();
    const before = await box.tenant.workbook.bytes();

    expect(await mend()).toEqual({ added: [], inTheWay: [] });

    expect(Buffer.compare(await box.tenant.workbook.bytes(), before)).toBe(0);
  });

  it.each([
    ['a text', 'C7', 'mine'],
    ['a formula that shows nothing', 'A1', '=""'],
    ['headings that are not ours', 'A1', 'Risk ID'],
  ])('STO27 are not made where %s stands on the worksheet of that name', async (_, at, value) => {
    const { id } = await box.tenant.workbook.addWorksheet(thirdSheet);
    await box.tenant.workbook.patchRange(id, at, { values: [[value]] });

    expect(await mend()).toEqual({ added: ['Ev'], inTheWay: [thirdTable] });

    expect(box.tenant.workbook.range(id, at).formulas).toEqual([[value]]);
    expect(box.tenant.workbook.tables().map(({ name }) => name)).not.toContain(thirdTable);
  });

  it('STO27 are made on an empty worksheet of that name', async () => {
    await box.tenant.workbook.addWorksheet(thirdSheet);

    expect(await mend()).toEqual({ added: ['Ev', thirdTable], inTheWay: [] });
  });

  it.each(
    ['worksheets/add', 'range\\(address', 'tables/add', 'tables/\\d+$', 'worksheets/_service$', 'dataBodyRange'].flatMap((path) => [
      [path, 'before'],
      [path, 'never'],
    ]) as [string, 'before' | 'never'][],
  )('STO27 are made in a second attempt when the first broke off at %s (effect: %s)', async (path, commit) => {
    box.tenant.faults.add({ match: { path: `workbook/.*${path}` }, answer: { status: 504, commit } });
    await expect(mend()).rejects.toBeInstanceOf(GraphError);

    expect((await mend()).inTheWay).toEqual([]);

    const cut = await cutOf(storeOf());
    expect(cut.problems).toEqual([]);
    expect(box.tenant.workbook.tables().map(({ name }) => name)).toEqual(['Risks_NS', 'Risks_EM', 'Old', 'Ev', thirdTable]);
    expect(box.tenant.workbook.worksheet('_service').visibility).toBe('VeryHidden');
  }); // prettier-ignore
});
