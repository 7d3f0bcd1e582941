/** The README's pictures, taken anew with CRR_PICTURES=true: the chat with a card, and a region's sheet as LibreOffice shows it. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { projectPath } from '../../cli/root';
import { peopleOf as inScenario } from '../scenario/kit/people';
import { inPlace } from '../scenario/kit/place';
import { report } from '../scenario/kit/report';
import { lineShows } from '../scenario/kit/file';
import { asVisitor, openBrowser } from './kit/chromium';
import { openDesk, type Desk } from './kit/libreoffice';
import { cardWith, peopleOf, say } from './kit/person';

const folder = projectPath('docs', 'pictures');
/** A README with heavier pictures is slow to open. */
const mostBytes = 200 * 1024;

const wanted = process.env.CRR_PICTURES === 'true' ? describe : describe.skip;

wanted('pictures', () => {
  const place = inPlace();
  const person = inScenario(place);
  let browser: Browser;
  let desk: Desk;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), openDesk()]);
    await mkdir(folder, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.stop();
  });

  it('the chat with the card of a risk', async () => {
    const context = await asVisitor(browser, { width: 1200, height: 900 });
    const page = await context.newPage();
    const as = (await peopleOf(place().box))('Northshire RCM 1');
    await page.goto(`${place().box}/chat?as=${as}`);
    await cardWith(page, 'Casework Risk Register').waitFor();
    const { id } = await report(person('CW-01'));
    await cardWith(page, /^New risk reported/).waitFor();
    await say(page, id);
    await cardWith(page, `Risk ${id}`).waitFor();
    await page.mouse.move(0, 0);
    const path = join(folder, 'chat.png');
    await page.screenshot({ path });
    await context.close();

    expect((await stat(path)).size).toBeLessThan(mostBytes);
  });

  it('the sheet of a region', async () => {
    const id = `NS-${new Date().getFullYear()}-0001`;
    const reported = await report(person('CW-02'), {
      'What is the risk?':
        'The lift is out of order and the stairs are badly lit; meet at the library instead.',
    });
    await lineShows(place(), { worksheet: 'Northshire', riskId: reported.id });
    await desk.open(place().workbook);
    await desk.type('Northshire', id, { heading: 'Change level', text: 'High' });
    await desk.save();
    await desk.close();
    await lineShows(place(), { worksheet: 'Northshire', riskId: id }, (cell) => cell('Level') === 'High');
    const scratch = await mkdtemp(join(tmpdir(), 'crr-picture-'));
    const pdf = join(scratch, 'sheet.pdf');
    await desk.open(place().workbook);
    await desk.print({ sheet: 'Northshire', area: 'A1:I10', path: pdf });
    await desk.close();
    const drawn = spawnSync('pdftoppm', ['-png', '-singlefile', '-scale-to-x', '1600', '-scale-to-y', '-1', pdf, join(folder, 'sheet')]); // prettier-ignore
    await rm(scratch, { recursive: true });

    expect(drawn.status).toBe(0);
    expect((await stat(join(folder, 'sheet.png'))).size).toBeLessThan(mostBytes);
  });
});
