/** The other rooms of the shell as people use them: start, the tab, mail, clock and files. */
import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContext, type FrameLocator, type Page } from 'playwright-core';
import {
  asVisitor, barriers, describeInChromium, openBrowser, picture, type Look,
} from './kit/chromium'; // prettier-ignore
import { newest, peopleOf } from './kit/person';
import { readiness, todayIn } from '../scenario/kit/box';
import { inPlace } from '../scenario/kit/place';
import { until } from '../scenario/kit/until';

const looks: [string, Look][] = [
  ['light', {}],
  ['dark', { scheme: 'dark' }],
  ['phone', { width: 390, height: 844 }],
];

describeInChromium('the rooms of the shell', () => {
  const place = inPlace();
  let browser: Browser;
  let idOf: (name: string) => string;
  const visits: BrowserContext[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
    idOf = await peopleOf(place().box);
  });
  afterEach(async () => {
    for (const visit of visits.splice(0)) await visit.close();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function visit(path: string, look?: Look): Promise<Page> {
    const context = await asVisitor(browser, look);
    visits.push(context);
    const page = await context.newPage();
    await page.goto(`${place().box}${path}`);
    return page;
  }
  const as = (name: string, path: string, look?: Look) => visit(`${path}?as=${idOf(name)}`, look);

  it.each(['/', '/chat', '/app'])('%s without a person shows everybody by office', async (path) => {
    const page = await visit(path);
    await page.getByRole('region', { name: 'Northshire' }).waitFor();
    await picture(page, `start${path === '/' ? '' : path.replace('/', '-')}`);
    expect(await barriers(page)).toEqual([]);

    await page
      .getByRole('region', { name: 'Northshire' })
      .getByRole('button', { name: /^Northshire ROM/ })
      .click();
    await (path === '/app' ? page.frameLocator('iframe').getByRole('table') : newest(page)).waitFor();

    expect(new URL(page.url()).pathname).toBe(path === '/app' ? '/app' : '/chat');
  });

  describe('the tab', () => {
    const inside = (page: Page): FrameLocator => page.frameLocator('iframe.tab');

    it.each(looks)('signs in through teams-js and lists the risks: %s', async (name, look) => {
      const page = await as('Northshire ROM', '/app', look);
      const tab = inside(page);
      await tab.getByRole('table', { name: 'Risks' }).waitFor();
      await picture(page, `app-${name}`);

      expect(await tab.getByText('Northshire ROM, ROM · Northshire').count()).toBe(1);
      expect(await tab.getByRole('row').count()).toBeGreaterThan(20);
      expect(await barriers(page)).toEqual([]);
    });

    it.each(looks)('names held regions in full and within the page: %s', async (name, look) => {
      const page = await as('Northshire ROM', '/app', look);
      await inside(page).getByRole('table', { name: 'Risks' }).waitFor();
      await page.route('**/tab/api/risks', async (route) => {
        const answer = await route.fetch();
        const list = (await answer.json()) as object;
        await route.fulfill({ response: answer, json: { ...list, held: ['Northshire', 'Kingsreach'] } });
      });
      await page.reload();
      const bar = inside(page).getByText(/^Northshire, Kingsreach: nothing is taken/);
      await bar.waitFor();
      await picture(page, `app-held-${name}`);

      const tab = page.frames().find((frame) => frame !== page.mainFrame());
      expect(await tab?.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await barriers(page)).toEqual([]);
    });

    it('opens a risk beside the list with the keyboard, and closes it again', async () => {
      const page = await as('Northshire ROM', '/app');
      const tab = inside(page);
      const first = tab.getByRole('button', { name: /^Open NS-/ }).first();
      await first.focus();
      await page.keyboard.press('Enter');
      await tab.getByRole('dialog').getByText('Working arrangement').waitFor();
      await picture(page, 'app-risk');
      expect(await barriers(page)).toEqual([]);

      await page.keyboard.press('Escape');
      await tab.getByRole('dialog').waitFor({ state: 'detached' });
    });

    it('a caseworker sees working instructions of their own reports, and no office columns', async () => {
      const page = await as('Caseworker 01', '/app');
      await inside(page).getByRole('table', { name: 'Risks you reported' }).waitFor();
      await picture(page, 'app-caseworker');

      expect(await inside(page).getByRole('columnheader').allTextContents()).not.toContain('Level');
    });
  });

  describe('files', () => {
    it('hands out the workbook and takes a new version of it', async () => {
      const page = await visit('/files');
      await page.getByText('Casework Risk Register.xlsx').first().waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download' }).click(),
      ]);
      const path = await download.path();
      expect((await readFile(path)).subarray(0, 2).toString()).toBe('PK');

      await page.getByLabel('Upload a new version').setInputFiles(path);
      await page.getByText('is the workbook now.').waitFor();
      await picture(page, 'files');
    });

    it('says when what was uploaded is no workbook; the next good version mends it', async () => {
      const page = await visit('/files');
      const good = await readFile(place().workbook);
      const upload = (buffer: Buffer): Promise<void> =>
        page
          .getByLabel('Upload a new version')
          .setInputFiles({ name: 'register.xlsx', mimeType: 'application/octet-stream', buffer });
      await upload(Buffer.from('no workbook'));
      await page.getByRole('alert').getByText('not a workbook', { exact: false }).waitFor();
      await picture(page, 'files-unreadable');
      await until('the product says what is not ready', async () => String((await readiness(place())).waiting).includes('put a good version back')); // prettier-ignore

      await upload(good);
      await until('the product is ready again', async () => (await readiness(place())).status === 'ready');
    });
  });

  it('DUE6 DUE7 (S0-47) a week later the reminders are in the chat and in the mailbox', async () => {
    const clock = await as('Calderdene ROM', '/clock');
    const before = await todayIn(place());
    await clock.getByRole('button', { name: '+1 week' }).click();
    await clock.getByText(/^The clock was moved/).waitFor();
    expect(Date.parse(await todayIn(place())) - Date.parse(before)).toBe(7 * 86_400_000);
    await picture(clock, 'clock-moved');
    await clock.locator('.rail .badge').waitFor();
    const mail = await as('Calderdene ROM', '/mail');
    const first = mail.getByRole('region', { name: 'Messages' }).getByRole('button').first();
    await first.click();
    await until('the text of the mail', async () => (await mail.getByRole('article').textContent())?.includes('CD-') ?? false); // prettier-ignore
    await picture(mail, 'mail');
    expect(await barriers(mail)).toEqual([]);

    const chat = await as('Calderdene ROM', '/chat');
    await newest(chat).waitFor();
    await picture(chat, 'chat-reminders');
    expect(await newest(chat).textContent()).toMatch(/due/);
  });

  it.each(
    ['/', '/mail', '/clock', '/files'].flatMap((path) =>
      looks.map(([name, look]): [string, string, Look] => [path, name, look]),
    ),
  )('%s has no serious barrier and no sideways scrolling: %s', async (path, name, look) => {
    const page = await as('Calderdene ROM', path, look);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await picture(page, `${path.slice(1) || 'start'}-${name}`);

    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
