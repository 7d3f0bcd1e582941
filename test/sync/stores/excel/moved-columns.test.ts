/** Rows are written by place: what a person does to the columns between a reading and the next new line. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { columns } from '../../../../register/columns';
import { letterOf } from '../../../../sync/stores/excel/look';
import { ensureWorkbook } from '../../../../sync/stores/excel/provision';
import { usualTraits } from '../../../../sync/stores/excel/traits';
import { createExcelStore } from '../../../../sync/stores/excel/workbook-store';
import { aNewRow, cutOf, NS, rowOf } from '../../../contract/register-store';
import { demoOrg, startBox, type TestBox } from '../../box';

let box: TestBox;
beforeEach(async () => {
  box = await startBox();
  await ensureWorkbook(box.graph, box.config, demoOrg);
});
afterEach(() => box.stop());

/** Two columns of the first region's empty table change places, heading and definition, and the file is saved. */
async function swapColumns(one: string, other: string): Promise<void> {
  const parts = unzipSync(await box.tenant.workbook.bytes());
  const edit = (path: string, parted: RegExp) => {
    const [before, first, between, second, after, ...more] = strFromU8(parts[path] ?? new Uint8Array()).split(parted); // prettier-ignore
    expect([typeof after, more]).toEqual(['string', []]);
    parts[path] = strToU8([before, second, between, first, after].join(''));
  };
  const [here, there] = [one, other].map((name) => `${letterOf(columns.findIndex(({ heading }) => heading === name) + 1)}1`); // prettier-ignore
  edit('xl/worksheets/sheet2.xml', new RegExp(`(?<=<c r="(?:${here}|${there})"[^>]*>)(.*?)(?=</c>)`));
  edit('xl/tables/table1.xml', new RegExp(`(?<=<tableColumn [^>]*name=")(${one}|${other})(?=")`));
  await box.tenant.workbook.put(zipSync(parts));
}

const row = aNewRow('NS-2026-0001', { summary: 'Dog in the hall', notes: 'Ring twice' });

describe.each([false, true])('with questions that keep lines back: %s', (keepsBack) => {
  it.each([
    ['Summary', 'Notes'],
    ['Case ref', 'Who is at risk'],
    ['Notes', 'Change owner'],
    ['Risk ID', 'Notes'],
  ])(
    'STO1 writes each text under its heading when "%s" and "%s" changed places after a reading, however fresh that is',
    async (one, other) => {
      const store = createExcelStore(box.graph, box.config, demoOrg, { ...usualTraits, keepsBack });
      const { tag } = await cutOf(store);
      expect(await store.read(tag)).toEqual({ kind: 'unchanged' });
      await swapColumns(one, other);

      expect(await store.appendRows(NS, [row])).toEqual({ kind: 'ok' });

      const { caseRef, atRisk, summary, notes } = row;
      expect((await rowOf(store, row.riskId))?.typed).toMatchObject({ caseRef, atRisk, summary, notes, owner: '' }); // prettier-ignore
    },
  );
});
