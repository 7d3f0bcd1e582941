/** The lists room of the shell as a colleague uses it: read, edit a cell, add, delete, look at versions and restore. */
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { sampleList } from '../kit/box-lists';
import { people, type RunningBox, startRunningBox } from '../kit/running-box';
import { asVisitor, barriers, describeInChromium, type Look, openBrowser, picture } from './kit/chromium';

const looks: [string, Look][] = [
  ['light', {}],
  ['dark', { scheme: 'dark' }],
  ['phone', { width: 390, height: 844 }],
];
const name = sampleList.displayName;
const service = { kind: 'application', id: 'service', displayName: 'Service' } as const;

describeInChromium('the lists room', () => {
  let browser: Browser;
  let box: RunningBox;
  const visits: BrowserContext[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  beforeEach(async () => {
    box = await startRunningBox();
  });
  afterEach(async () => {
    for (const visit of visits.splice(0)) await visit.close();
    await box.stop();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function visit(path: string, look?: Look): Promise<Page> {
    const context = await asVisitor(browser, look);
    visits.push(context);
    const page = await context.newPage();
    await page.goto(`${box.url}${path}?as=${people[1]?.id}`);
    return page;
  }
  async function fill(): Promise<void> {
    const list = await box.tenant.lists.create(sampleList, service);
    const fields = {
      RiskId: 'R-1',
      Note: 'A dog runs loose',
      Level: 'Low',
      Category: 'Dog',
      LookedAt: '2026-07-01',
    };
    await list.add({ ...fields, Shown: 'by the service', Seq: '7', OwnerLookupId: 7 }, service);
    await list.add({ RiskId: 'R-2', Score: 4 }, service);
  }
  const fieldsOf = (id: number): object | undefined =>
    box.tenant.lists.list(name).item(id).versions[0]?.fields;
  const rail = (page: Page) =>
    page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Lists' });

  it('is in the rail only once the site has a list', async () => {
    const page = await visit('/files');
    await page.getByRole('heading', { name: 'Files' }).waitFor();
    expect(await rail(page).count()).toBe(0);
    await fill();
    await rail(page).click();
    await page.getByRole('rowheader', { name: '1', exact: true }).waitFor();
  });

  it.each(looks)('shows the columns people see and is without barriers (%s)', async (what, look) => {
    await fill();
    const page = await visit('/lists', look);
    await page.getByRole('button', { name: 'Category of item 1: Dog' }).waitFor();
    await page.getByText('Add an item').click();
    await picture(page, `lists-${what}`);
    expect(await barriers(page)).toEqual([]);
    expect(await page.getByRole('columnheader').allTextContents()).not.toContain('Seq');
    expect(await page.getByRole('cell', { name: 'by the service' }).getByRole('button').count()).toBe(0);
    await page.getByRole('button', { name: 'Looked' }).count();
    expect(await page.getByRole('button', { name: 'LookedAt of item 1: 01/07/2026' }).count()).toBe(1);
  });

  it('lets a cell be edited with the keyboard: text, a closed choice, an open choice, a day, a person', async () => {
    await fill();
    const page = await visit('/lists');
    const edit = async (cell: string, act: (page: Page) => Promise<void>): Promise<void> => {
      await page.getByRole('button', { name: new RegExp(`^${cell} of item 1`) }).press('Enter');
      await act(page);
      await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
      await page.locator('.cell-form').waitFor({ state: 'detached' });
    };
    await edit("Owner's note", (one) => one.getByLabel("Owner's note of item 1").fill('Two dogs'));
    await edit('Level', async (one) => void (await one.getByLabel('Level of item 1').selectOption('High')));
    await edit('Category', (one) => one.getByLabel('Category of item 1').fill('Cats'));
    await edit('LookedAt', (one) => one.getByLabel('LookedAt of item 1').fill('2026-08-02'));
    await edit('Owner', async (one) => void (await one.getByLabel('Owner of item 1').selectOption({ label: 'Caseworker NS-02' }))); // prettier-ignore
    expect(fieldsOf(1)).toMatchObject({
      Note: 'Two dogs',
      Level: 'High',
      Category: 'Cats',
      LookedAt: '2026-08-01T23:00:00Z',
      Owner: 8,
      Seq: '7',
    });
    const focused = page.locator(':focus');
    expect(await focused.getAttribute('aria-label')).toBe('Owner of item 1: Caseworker NS-02');
    await page.getByRole('button', { name: 'Level of item 1: High' }).click();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('button', { name: 'Level of item 1: High' }).count()).toBe(1);
  });

  it('keeps what was typed when somebody else was faster, and says so', async () => {
    await fill();
    const page = await visit('/lists');
    await page.getByRole('button', { name: /^Category of item 2/ }).click();
    await box.tenant.lists.list(name).change(2, { Category: 'Theirs' }, service);
    await page.getByLabel('Category of item 2').fill('Mine');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else has changed this item').waitFor();
    expect(await page.getByLabel('Category of item 2').inputValue()).toBe('Mine');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Category of item 2: Theirs' }).waitFor();
    expect(fieldsOf(2)).toMatchObject({ Category: 'Theirs' });
  });

  it('lets items be found, added, deleted, and brought back to an earlier version', async () => {
    await fill();
    const page = await visit('/lists');
    await page.getByText('Add an item').click();
    await page.getByLabel('Title (needed)').fill('New');
    await page.getByLabel('Risk ID', { exact: true }).fill('R-3');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Risk ID of item 3: R-3' }).waitFor();
    await page.getByLabel('Find').fill('r-3');
    await page.getByText('1 item.').waitFor();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete item 3' }).click();
    await page.getByText('0 items.').waitFor();
    await page.getByLabel('Find').fill('');
    await box.tenant.lists.list(name).change(1, { Level: 'High' }, service);
    await page.getByRole('button', { name: 'Level of item 1: High' }).waitFor();
    await page.getByRole('button', { name: 'Versions of item 1' }).click();
    await page.getByText('Level: Low → High').waitFor();
    await picture(page, 'lists-versions');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restore 1.0' }).click();
    await page.getByRole('button', { name: 'Level of item 1: Low' }).waitFor();
    expect(box.tenant.lists.list(name).item(1).versions).toHaveLength(3);
  });
});
