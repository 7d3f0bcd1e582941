/** Whatever stands in a cell: the reading goes on, every other row is taken, and nothing of the text is lost. */
import { mitigationTextLimit, textLimit } from '../../register/risk';
import { riskId } from '../kit/builders';
import { countOf, later, riskNow, withStates } from '../kit/state';
import { aDesk, aStandingRow, type Desk } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');
const second = riskId('NS-2026-0002');

/** An emoji of which a cut after so many characters takes half. */
const cutAt = (length: number) => `${'x'.repeat(length - 1)}😀${'y'.repeat(20)}`;

async function settled(desk: Desk): Promise<void> {
  await desk.settle();
  await later(desk.state, 2);
  await desk.settle();
}

describe('a text that is cut in the middle of a character', () => {
  it.each([40, 80, 500])('SHT59 on a line typed by hand, at %i, is registered', async (length) => {
    const desk = await aDesk(states);
    desk.store.insert('NS', { caseRef: cutAt(40), summary: cutAt(length), notes: cutAt(1000) });

    await settled(desk);

    const made = await riskNow(desk.state, first);
    expect(made.summary).toBe(cutAt(length).slice(0, length === textLimit ? textLimit - 1 : undefined));
    expect(desk.store.linesOf(first)[0]?.typed).toMatchObject({
      caseRef: cutAt(40), summary: cutAt(length), notes: cutAt(1000),
    }); // prettier-ignore
  });

  it('SHT59 in a mitigation of somebody’s own is taken', async () => {
    const desk = await aStandingRow(states);
    desk.store.type(first, 'mitigations', `Other: ${cutAt(mitigationTextLimit)}`);

    await settled(desk);

    expect((await riskNow(desk.state, first)).mitigations).toMatchObject([
      { code: 'other', text: 'x'.repeat(mitigationTextLimit - 1) },
    ]);
  });
});

describe('a text no key of the database takes', () => {
  it('SHT59 as the case reference of a line typed by hand is registered, kept on its row, and Check says why it does not count', async () => {
    const desk = await aDesk(states);
    const caseRef = 'ﷺ'.repeat(20_000);
    desk.store.insert('NS', { caseRef, summary: 'The stairs are rotten.' });

    await settled(desk);

    expect(await riskNow(desk.state, first)).toMatchObject({
      caseRef: null,
      summary: 'The stairs are rotten.',
    });
    expect(desk.store.linesOf(first)[0]?.typed.caseRef).toBe(caseRef);
    expect(desk.store.shows(first)?.attention).toContain('Case ref');
  });
});

describe('a day that is no day of ours', () => {
  it.each([
    '0000-01-01',
    '1 Jan 0000',
    '0001-01-01',
    '1905-03-04',
    '1 March 1999',
    '2101-01-01',
    '9999-12-31',
  ])('SHT15 SHT59 %s stays in its cell, Check says so, and the other rows are taken', async (text) => {
    const desk = await aStandingRow(states);
    desk.store.insert('NS', { summary: 'The stairs are rotten.' });
    const before = (await riskNow(desk.state, first)).nextReviewOn;
    desk.store.type(first, 'nextReviewOn', text);

    await settled(desk);

    expect((await riskNow(desk.state, first)).nextReviewOn).toBe(before);
    expect(desk.store.shows(first)?.attention).toContain('Change next review due');
    expect(await riskNow(desk.state, second)).toMatchObject({ summary: 'The stairs are rotten.' });
  });
});

describe('the row of a line typed by hand', () => {
  it('SHT56 says all that the line says, understood or not, so that nothing is lost when the line goes', async () => {
    const desk = await aDesk(states);
    const says = {
      caseRef: '90001', atRisk: 'The postman', summary: `The stairs are rotten. ${'Mind the third step. '.repeat(40)}`,
      notes: 'Ring first.', level: 'Hi', nextReviewOn: 'soon', owner: 'Nobody we know', posture: 'Restricted',
    }; // prettier-ignore
    desk.store.insert('NS', says);

    await settled(desk);

    const [row] = desk.store.linesOf(first);
    expect(row?.typed).toMatchObject({ ...says, summary: says.summary.trim() });
    const said = desk.store.shows(first)?.attention ?? '';
    for (const heading of ['Case ref', 'Who is at risk', 'Summary', 'Change level', 'Change next review due', 'Change owner']) expect(said).toContain(heading); // prettier-ignore
    expect(await riskNow(desk.state, first)).toMatchObject({ level: null, posture: 'restricted' });
  });

  it('SHT56 what counted goes on counting by what is typed there, and the row is read as nobody’s typing', async () => {
    const desk = await aDesk(states);
    desk.store.insert('NS', { summary: 'The stairs are rotten.', level: 'High', notes: 'Ring first.' });
    await settled(desk);
    const { version } = await riskNow(desk.state, first);

    await settled(desk);
    desk.store.type(first, 'level', '');
    await settled(desk);

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high', version });
    expect(await countOf(desk.state, 'risk')).toBe(1);
  });
});
