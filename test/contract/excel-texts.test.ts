/** What the formulas of the workbook make of what people type: they read it as the service does. */
import { nothingTyped } from '../../register/columns';
import { type RegisterStore } from '../../register/store';
import { fingerprintOf } from '../../sync/protocol/hand-rows';
import { ensureWorkbook } from '../../sync/stores/excel/provision';
import { createExcelStore } from '../../sync/stores/excel/workbook-store';
import { checkWords } from '../../sync/words';
import { demoOrg, startBox, type TestBox } from '../sync/box';
import { shown, type } from './book-hand';
import { aNewRow, anEvent, cutOf, NS, rowOf } from './register-store';

let box: TestBox;
let store: RegisterStore;
let seq = 100;
beforeAll(async () => {
  box = await startBox();
  await ensureWorkbook(box.graph, box.config, demoOrg);
  store = createExcelStore(box.graph, box.config, demoOrg);
});
afterAll(() => box.stop());

/** What Check says on the line with this case reference. */
function check(caseRef: string): string | undefined {
  const { workbook } = box.tenant;
  const { text } = workbook.tableRange(workbook.table('Risks_NS').id, 'all');
  return text.find((line) => line[1]?.trim() === caseRef)?.[text[0]?.indexOf('Check') ?? -1];
}

describe('a line without a Risk ID', () => {
  it.each([
    ['wildcards and blanks included', 'MOS-90777', ' Is it safe? A *new* line~ '],
    ['though it begins with a tab and ends with an empty line', 'MOS-90778', '\tA dog in the yard\n\n'],
    ['in two lines', 'MOS-90779', 'A dog\nin the yard'],
    ['with characters that show nothing', 'MOS-90780', '\u202aA dog\u202c in the\tyard\r\n  again'],
    ['longer than a criterion may be', 'MOS-90781', `A dog. ${'It bites. '.repeat(60)}`],
    ['in capitals like another', 'MOS-90782', 'A DOG IN THE YARD'],
  ])('STO10 is answered by what it says, %s', async (_how, caseRef, summary) => {
    await store.appendRows(NS, [aNewRow('', { caseRef })]);
    await typeSummary(caseRef, summary);
    expect(check(caseRef)).toBe(checkWords.newLine);

    const rows = (await cutOf(store)).regions.find(({ region }) => region === NS)?.rows ?? [];
    const key = fingerprintOf(
      NS,
      rows.find((row) => row.typed.caseRef === caseRef) ?? { typed: nothingTyped },
    );
    const attention = `Registered as NS-2026-${String(seq)}. Please delete this line.`;
    await store.publish([anEvent((seq += 1), key, { values: { attention } })]);
    expect(check(caseRef)).toBe(attention);

    await store.publish([anEvent((seq += 1), key)]);
    expect(check(caseRef)).toBe(checkWords.newLine);
  });

  it('STO10 is not given the answer of another region, nor of one that only begins like it', async () => {
    await store.appendRows(NS, [aNewRow('', { caseRef: 'MOS-90790', summary: 'A dog in the yard' })]);
    const typed = { ...nothingTyped, caseRef: 'MOS-90790' };
    const attention = 'Registered.';

    await store.publish([
      anEvent((seq += 1), fingerprintOf('EM' as typeof NS, { typed: { ...typed, summary: 'A dog in the yard' } }), { values: { attention } }),
      anEvent((seq += 1), fingerprintOf(NS, { typed: { ...typed, summary: 'A dog' } }), { values: { attention } }),
      anEvent((seq += 1), fingerprintOf(NS, { typed: { ...typed, summary: 'A dog in the yard and a cat' } }), { values: { attention } }),
    ]); // prettier-ignore

    expect(check('MOS-90790')).toBe(checkWords.newLine);
  });
});

/** As somebody pastes it: by the API a text would lose its apostrophe. */
async function typeSummary(caseRef: string, summary: string): Promise<void> {
  const { workbook } = box.tenant;
  const { text } = workbook.tableRange(workbook.table('Risks_NS').id, 'all');
  const at = text.findIndex((line) => line[1]?.trim() === caseRef);
  const column = text[0]?.indexOf('Summary') ?? -1;
  const sheet = workbook
    .worksheets()
    .find((one) => one.name === demoOrg.regions.find(({ id }) => id === NS)?.name);
  await workbook.patchRange(sheet?.id ?? '', `${String.fromCharCode(65 + column)}${at + 1}`, { values: [[`'${summary}`]] }); // prettier-ignore
}

describe('a "Change" cell', () => {
  it.each([
    ['Change level', 'High\u200e', 'Level'],
    ['Change level', '\u202aHigh\u202c', 'Level'],
    ['Change level', '\tHigh\r\n', 'Level'],
    ['Change level', 'High\u0007', 'Level'],
    ['Change owner', 'Rowan\r\nCole', 'Owner'],
    ['Change next review due', 46357.5, 'Next review due'],
  ])('STO81 %s: once taken, %j leaves the grey column to the register', async (heading, text, grey) => {
    const id = `NS-2026-${String((seq += 1)).padStart(4, '0')}`;
    await store.appendRows(NS, [aNewRow(id)]);
    await store.publish([anEvent((seq += 1), id)]);
    await type(box, NS, id, heading, text);
    const typed = (await rowOf(store, id))?.typed ?? nothingTyped;

    await store.publish([anEvent((seq += 1), id, { values: { level: 'Medium', owner: 'Ada', nextReviewOn: '2026-12-24' }, observed: typed })]); // prettier-ignore

    expect(shown(box, NS, id, grey)).toBe(
      { Level: 'Medium', Owner: 'Ada', 'Next review due': '24 Dec 2026' }[grey],
    );
    const [event] = (await cutOf(store)).events?.filter((one) => one.key === id).slice(-1) ?? [];
    expect(event?.observed).toMatchObject({
      level: typed.level,
      owner: typed.owner,
      nextReviewOn: typed.nextReviewOn,
    });
  });

  it.each([
    ['tab', '\t'],
    ['line end', '\n'],
  ])(
    'STO81 a Risk ID with a %s after it is that Risk ID, for the reader and for the formulas',
    async (_what, end) => {
      const id = `NS-2026-${String((seq += 1)).padStart(4, '0')}`;
      await store.appendRows(NS, [aNewRow(id)]);
      await store.publish([anEvent((seq += 1), id, { values: { level: 'Medium' } })]);

      await type(box, NS, id, 'Risk ID', `${id}${end}`);

      expect((await rowOf(store, id))?.riskId).toBe(id);
      expect(shown(box, NS, `${id}${end}`, 'Level')).toBe('Medium');
      expect(shown(box, NS, `${id}${end}`, 'Check')).toBe('');
    },
  );

  it('STO81 a Risk ID with a character that shows nothing is none of ours, for both', async () => {
    const id = `NS-2026-${String((seq += 1)).padStart(4, '0')}`;
    await store.appendRows(NS, [aNewRow(id)]);

    await type(box, NS, id, 'Risk ID', `${id}\u200e`);

    expect(await rowOf(store, id)).toBeUndefined();
    expect(shown(box, NS, `${id}\u200e`, 'Check')).toBe(checkWords.unknownId);
  });
});
