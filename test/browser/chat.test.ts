/** The story as people play it in the chat: reported, told, recorded, refused, reviewed and signed. */
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { asVisitor, barriers, describeInChromium, openBrowser, picture, type Look } from './kit/chromium';
import { cardWith, newest, peopleOf, pressKey, say, typeInto } from './kit/person';
import { inPlace } from '../scenario/kit/place';

describeInChromium('the chat page', () => {
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

  async function open(name: string, room = 'chat', look?: Look): Promise<Page> {
    const visit = await asVisitor(browser, look);
    visits.push(visit);
    const page = await visit.newPage();
    await page.goto(`${place().box}/${room}?as=${idOf(name)}`);
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).waitFor();
    return page;
  }
  const inChat = async (name: string, look?: Look): Promise<Page> => {
    const page = await open(name, 'chat', look);
    await newest(page).waitFor();
    return page;
  };
  const cardsOf = (page: Page) => page.locator('.message.from-bot').count();

  it('RSK1 RTE1 (S0-03, S0-12) a caseworker reports with the keyboard alone, and the card becomes the answer', async () => {
    const office = await inChat('Northshire RCM 1');
    const manager = await open('Northshire ROM', 'clock');
    const page = await inChat('Caseworker 01');
    await pressKey(page, page.getByRole('button', { name: 'Report a risk' }), 'Enter');
    await page.getByRole('heading', { name: 'Report a risk' }).waitFor();
    const cards = await cardsOf(page);
    await picture(page, 'chat-report-form');
    expect(await barriers(page)).toEqual([]);

    await typeInto(page, page.getByLabel(/^Mosaic case reference/), 'MOS-90777');
    await pressKey(page, page.getByLabel('General', { exact: true }), 'Space');
    await pressKey(page, page.getByLabel('Volunteer or caseworker'), 'Space');
    await typeInto(page, page.getByLabel(/^What is the risk/), 'A dog runs loose in the shared garden; meet elsewhere.'); // prettier-ignore
    await pressKey(page, page.getByLabel('What I wrote is necessary'), 'Space');
    await pressKey(page, page.getByRole('button', { name: 'Report it' }), 'Enter');
    await cardWith(page, /^Reported: NS-/).waitFor();
    await picture(page, 'chat-reported');

    expect(await cardsOf(page)).toBe(cards);
    expect(await cardWith(page, /^Reported: NS-/).textContent()).toContain('copy this and no more');
    await cardWith(office, /^New risk reported in Northshire: NS-/).waitFor();
    await manager.locator('.rail .badge').waitFor();
    await picture(office, 'chat-notice');
    await picture(manager, 'clock-unread');
    expect(await barriers(office)).toEqual([]);
  });

  it('RSK6 (S0-42) the office opens the notice, records the risk, and the card follows', async () => {
    const page = await inChat('Northshire RCM 1');
    const notice = cardWith(page, /^New risk reported in Northshire: NS-/);
    await notice.getByRole('button', { name: /^Risk NS-/ }).click();
    await cardWith(page, /^Risk NS-/).waitFor();
    await picture(page, 'chat-risk');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Record or change' }).click();
    await page.getByRole('heading', { name: /^Record NS-/ }).waitFor();
    await picture(page, 'chat-record-form');
    expect(await barriers(page)).toEqual([]);

    await page.getByLabel('Category').fill('Dangerous animal');
    await page.getByLabel('Level', { exact: true }).selectOption({ label: 'Medium' });
    await page.getByLabel(/^Why this level/).fill('Unlikely while nobody visits the garden.');
    await page.getByLabel('Public place').check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved. The sheet follows within seconds.').waitFor();
    await picture(page, 'chat-recorded');

    expect(await cardWith(page, /^Risk NS-/).textContent()).toContain('LevelMedium');
    await cardWith(page, /^Risk NS-/)
      .getByText('Edited')
      .waitFor();
    await page.getByRole('button', { name: 'Record or change' }).click();
    await page.getByRole('heading', { name: /^Record NS-/ }).waitFor();
    expect(await page.getByLabel('Category').inputValue()).toBe('Dangerous animal');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
  });

  it('RSK20 (S0-16) what the rules refuse is said in plain words, and nothing typed is lost', async () => {
    const page = await inChat('Northshire RCC 1');
    await say(page, 'NS-2026-0002'.replace('2026', String(new Date().getFullYear())));
    await page.getByRole('button', { name: 'Mark inactive' }).click();
    await page.getByRole('heading', { name: /inactive$/ }).waitFor();
    await page.getByLabel('Client case closed').check();
    await page.getByLabel(/^Why, in a few words/).fill('The last visit was in spring.');
    await page.getByRole('button', { name: 'Mark inactive' }).click();
    await page.getByText(/^Still needed: /).waitFor();
    await picture(page, 'chat-refusal');

    expect(await page.getByLabel(/^Why, in a few words/).inputValue()).toBe('The last visit was in spring.');
  });

  it('REV8 REV9 (S0-49, S2-06) the ROM sees every row, then signs; before that there is no button to sign', async () => {
    const page = await inChat('Midmarch ROM');
    await say(page, 'hello');
    await page.getByRole('button', { name: 'Weekly review of Midmarch' }).last().click();
    await cardWith(page, 'Weekly review of Midmarch').waitFor();
    await picture(page, 'chat-review');
    expect(await page.getByRole('button', { name: 'Sign the review' }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);

    for (const row of await page.getByLabel('Looked at, no change').all()) await row.check();
    await picture(page, 'chat-review-answered');
    await page.getByRole('button', { name: 'Save these answers' }).click();
    await page.getByText('Every row is seen. You can sign.').waitFor();
    await pressKey(page, page.getByRole('button', { name: 'Sign the review' }), 'Enter');
    await cardWith(page, 'Review of Midmarch signed').waitFor();
    await picture(page, 'chat-signed');

    expect(await cardWith(page, 'Review of Midmarch signed').textContent()).toContain('by Midmarch ROM');
  });

  it.each<[string, Look]>([
    ['dark', { scheme: 'dark' }],
    ['phone', { width: 390, height: 844 }],
    ['phone-dark', { width: 390, height: 844, scheme: 'dark' }],
  ])('has no serious barrier and no sideways scrolling: %s', async (name, look) => {
    const page = await inChat('Northshire RCM 1', look);
    await say(page, 'report');
    await page.getByRole('heading', { name: 'Report a risk' }).last().waitFor();
    await picture(page, `chat-${name}`);

    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
