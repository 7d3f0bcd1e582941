/** A colleague works in LibreOffice on the running workbook while others report and review in Teams: nothing is lost, nothing meets the wrong row. */
import { labels } from '../../register/vocabulary';
import { riskListSchema, type RiskItem } from '../../teams-app/api/contract';
import { moveClock } from '../scenario/kit/box';
import { buttonsOf, labelsOf, textOf } from '../scenario/kit/card';
import { lineShows, sheetOf } from '../scenario/kit/file';
import { peopleOf, type Persona } from '../scenario/kit/people';
import { inPlace } from '../scenario/kit/place';
import { report } from '../scenario/kit/report';
import { eventually, until } from '../scenario/kit/until';
import { describeInLibreOffice, openDesk, type Desk, type SheetLine } from './kit/libreoffice';

/** From a save to the sheet and the service agreeing again, on a busy machine. */
const soonMs = 45_000;

describeInLibreOffice('the workbook in LibreOffice', () => {
  const place = inPlace();
  const person = peopleOf(place);
  let desk: Desk;

  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(async () => {
    await desk?.stop();
  });

  /** Every risk the service knows, as the tab's API tells a manager. */
  async function known(): Promise<Map<string, Extract<RiskItem, { view: 'row' }>>> {
    const token = await fetch(`${place().box}/shell/tab-token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ userId: person('NS-ROM').id }),
    });
    const headers = { Authorization: `Bearer ${((await token.json()) as { token: string }).token}` };
    const answer = await fetch(`${place().product}/tab/api/risks`, { headers });
    const { risks } = riskListSchema.parse(await answer.json());
    return new Map(risks.flatMap((one) => (one.view === 'row' ? [[one.id, one] as const] : [])));
  }

  const idOf = (region: string, number: number): string =>
    `${region}-${new Date().getFullYear()}-${String(number).padStart(4, '0')}`;

  async function inOffice(work: () => Promise<void>): Promise<void> {
    await desk.open(place().workbook);
    try {
      await work();
    } finally {
      await desk.close();
    }
  }

  const lines = async (sheet: string): Promise<SheetLine[]> => {
    let found: SheetLine[] = [];
    await inOffice(async () => void (found = await desk.read(sheet)));
    return found;
  };

  const rounds = [
    { risk: 1, level: 'High', sortedBy: 'Category', rises: false },
    { risk: 2, level: 'Very high', sortedBy: 'Level', rises: true },
    { risk: 3, level: 'Low', sortedBy: 'Summary', rises: false },
  ] as const;

  it.each(rounds)(
    'SHT1 SHT2 SHT9 SHT10 a save over newer content loses nothing: $level for row $risk, sorted by $sortedBy',
    async ({ risk, level, sortedBy, rises }) => {
      const typed = idOf('NS', risk);
      const reports: string[] = [];
      await inOffice(async () => {
        reports.push((await report(person('CW-01'))).id);
        await desk.type('Northshire', typed, { heading: 'Change level', text: level });
        await desk.type('Northshire', typed, { heading: 'Notes', text: `Rang the office, round ${risk}` });
        reports.push((await report(person('CW-02'))).id);
        if (risk === 2) await signMidmarch(person('MM-ROM'));
        await desk.sort('Northshire', sortedBy, rises);
        await desk.insert('Northshire', idOf('NS', 4), {
          'Case ref': `MOS-9500${risk}`,
          'Who is at risk': 'Client',
          Summary: `Typed in the middle, round ${risk}`,
        });
        for (const id of reports) await lineShows(place(), { worksheet: 'Northshire', riskId: id });
        await desk.save();
      });

      const at = { worksheet: 'Northshire', riskId: typed };
      await lineShows(place(), at, (cell) => cell('Level') === level, soonMs);
      for (const id of reports) await lineShows(place(), { ...at, riskId: id }, () => true, soonMs);
      const hand = await until(`MOS-9500${risk} has an ID`, async () => [...(await known()).values()].find((one) => one.caseRef === `MOS-9500${risk}`), soonMs); // prettier-ignore
      await lineShows(place(), { ...at, riskId: hand.id }, () => true, soonMs);
      expect(textOf((await person('NS-RCM').say(typed)).card)).toContain(level);
    },
    180_000,
  );

  it('SHT1 SHT10 every risk stands on one line with its own values, and each note with the risk it was typed for', async () => {
    await eventually(async () => {
      const all = await known();
      for (const [region, sheet] of [['NS', 'Northshire'], ['MM', 'Midmarch'], ['EM', 'Eastmere']] as const) {
        const shown = (await lines(sheet)).filter((line) => line['Risk ID'] !== '');
        const ours = [...all.values()].filter((one) => one.region === region);
        expect(shown.map((line) => line['Risk ID']).sort()).toEqual(ours.map((one) => one.id).sort());
        for (const line of shown) expect(line).toMatchObject(valuesOf(all.get(line['Risk ID'] ?? '')));
      }
    }, soonMs); // prettier-ignore

    const northshire = await lines('Northshire');
    for (const { risk } of rounds) {
      const line = northshire.find((one) => one['Risk ID'] === idOf('NS', risk));
      expect(line?.Notes).toBe(`Rang the office, round ${risk}`);
    }
    expect(northshire.filter((line) => line.Notes !== '')).toHaveLength(rounds.length);
  }, 120_000);

  it('SHT16 Check says in words what is wrong with a line, and nothing more once it is mended', async () => {
    const risk = idOf('EM', 1);
    await inOffice(async () => {
      await desk.type('Eastmere', risk, { heading: 'Change level', text: 'Highest' });
      await desk.type('Eastmere', idOf('EM', 3), { heading: 'Risk ID', text: 'EM-1999-0001' });
      await desk.save();
    });
    const checkOf = async (id: string) => (await lines('Eastmere')).find((line) => line['Risk ID'] === id)?.Check; // prettier-ignore
    await eventually(async () => {
      expect(await checkOf(risk)).toContain('please choose from the list');
      expect(await checkOf('EM-1999-0001')).toContain('not known');
    }, soonMs);

    await inOffice(async () => {
      await desk.type('Eastmere', risk, { heading: 'Change level', text: '' });
      await desk.type('Eastmere', 'EM-1999-0001', { heading: 'Risk ID', text: idOf('EM', 3) });
      await desk.save();
    });
    await eventually(async () => {
      expect(await checkOf(risk)).toBe('');
      expect(await checkOf(idOf('EM', 3))).toBe('');
    }, soonMs);
  }, 180_000);

  it('SHT4 SHT5 (S0-04) a deleted line is noticed, told, and put back with one button', async () => {
    const gone = idOf('EM', 2);
    await inOffice(async () => {
      await desk.delete('Eastmere', gone);
      await desk.save();
    });
    const rom = person('EM-ROM');
    await until(
      'the deletion is believed',
      async () => {
        await moveClock(place(), 'PT2M');
        return rom.hasCard(`The row of ${gone} is gone`);
      },
      soonMs,
    );
    expect((await known()).has(gone)).toBe(true);

    const told = await rom.sees(`The row of ${gone} is gone`);
    await rom.press(await rom.press(told, buttonsOf(told.card)[0]?.title ?? ''), 'Put the row back');

    await lineShows(place(), { worksheet: 'Eastmere', riskId: gone }, () => true, soonMs);
    expect((await sheetOf(place(), 'Eastmere')).ids().filter((id) => id === gone)).toHaveLength(1);
  }, 240_000);
});

function valuesOf(risk: Extract<RiskItem, { view: 'row' }> | undefined): SheetLine {
  if (!risk) return { 'Risk ID': 'known to the service' };
  return {
    'Case ref': risk.caseRef ?? '',
    Status: labels.status[risk.status],
    Level: risk.level === null ? '' : labels.level[risk.level],
  };
}

/** Looks at every row of Midmarch's weekly review and signs it. */
async function signMidmarch(rom: Persona): Promise<void> {
  const home = await rom.say('hello');
  const review = await rom.press(home, 'Weekly review of Midmarch');
  const rows = labelsOf(review.card).filter((label) => /what did you find/.test(String(label)));
  const fill = Object.fromEntries(rows.map((label) => [String(label), 'Looked at, no change']));
  const seen = await rom.press(review, 'Save these answers', { fill });
  const signed = await rom.press(seen, 'Sign the review');
  if (!textOf(signed.card).includes('signed')) throw new Error(`Not signed: ${textOf(signed.card)}`);
}
