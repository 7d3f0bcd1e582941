/** The library and the workbook as a file: tags, downloads, uploads, versions. */
import { rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  boxDrive,
  errorOf,
  jsonOf,
  type RunningBox,
  sampleWorkbook,
  startRunningBox,
  workbookName,
} from '../../kit/running-box';

const root = `/drives/${boxDrive.driveId}/root`;
const byName = `${root}:/${encodeURIComponent(workbookName)}:`;
let box: RunningBox;
let item: string;
afterEach(() => box.stop());

interface Item {
  id: string;
  name: string;
  eTag: string;
  cTag: string;
  size: number;
}

const addressName = '@microsoft.graph.downloadUrl';
/** An item without the address of its content, which is another one each time. */
const withoutAddress = ({ [addressName]: _, ...rest }: Record<string, unknown>) => rest;
const itemNow = async (): Promise<Item> =>
  withoutAddress(await jsonOf<Record<string, unknown>>(box.graph('GET', byName))) as unknown as Item;
const bytesAt = async (location: string | null): Promise<Buffer> =>
  Buffer.from(await (await fetch(String(location))).arrayBuffer());
const download = async (): Promise<Buffer> =>
  bytesAt((await box.graph('GET', `${item}/content`)).headers.get('location'));

describe('a drive with the workbook', () => {
  beforeEach(async () => {
    box = await startRunningBox();
    item = `/drives/${boxDrive.driveId}/items/${(await itemNow()).id}`;
  });

  it('takes a second file beside the workbook: with a content and sessions of its own, until it is deleted', async () => {
    const anotherByName = `${root}:/Another.xlsx:`;
    const other = await sampleWorkbook();
    expect((await box.graph('GET', anotherByName)).status).toBe(404);
    const made = await jsonOf<Item>(box.graph('PUT', `${anotherByName}/content`, other));
    const at = `/drives/${boxDrive.driveId}/items/${made.id}`;
    expect(made.id).not.toBe(item.split('/').at(-1));
    const session = await jsonOf(box.graph('POST', `${at}/workbook/createSession`, { persistChanges: true }));
    expect(session['id']).toEqual(expect.any(String));

    const children = await jsonOf<{ value: { name: string }[] }>(box.graph('GET', `/drives/${boxDrive.driveId}/root/children`)); // prettier-ignore
    expect(children.value.map(({ name }) => name)).toEqual([workbookName, 'Another.xlsx']);
    const { headers } = await box.graph('GET', `${at}/content`);
    expect(await bytesAt(headers.get('location'))).toEqual(Buffer.from(other));
    expect((await box.graph('DELETE', at)).status).toBe(204);
    expect((await box.graph('GET', at)).status).toBe(404);
    expect((await box.graph('GET', item)).status).toBe(200);
  });

  it('is reached through the site, by id and by path, and is the same item', async () => {
    const found = await itemNow();
    expect(found).toMatchObject({
      name: workbookName,
      parentReference: { driveId: boxDrive.driveId, id: boxDrive.folderId },
    });
    const site = `/sites/${boxDrive.siteId}`;
    for (const path of [
      item,
      byName.slice(0, -1),
      `${site}/drive/items/${found.id}`,
      `${site}/drive/root:/${workbookName}`,
    ]) {
      expect(withoutAddress(await jsonOf(box.graph('GET', path)))).toEqual(found);
    }
    const { value } = await jsonOf<{ value: Record<string, unknown>[] }>(
      box.graph('GET', `/drives/${boxDrive.driveId}/items/${boxDrive.folderId}/children`),
    );
    expect(value.map(withoutAddress)).toEqual([found]);
    expect(await jsonOf(box.graph('GET', `${site}/drive`))).toMatchObject({ id: boxDrive.driveId });
    expect(await jsonOf(box.graph('GET', site))).toMatchObject({ id: boxDrive.siteId });
    expect(await jsonOf(box.graph('GET', root))).toMatchObject({
      id: boxDrive.folderId,
      folder: { childCount: 1 },
    });
    expect(await jsonOf(box.graph('GET', `${item}?$select=eTag,size`))).toEqual({
      eTag: found.eTag,
      size: found.size,
    });
  });

  it.each([
    `/drives/another/root`,
    `/drives/${boxDrive.driveId}/items/another`,
    `${root}:/Another.xlsx:`,
    `${root}:/folder/${workbookName}:`,
    '/sites/another/drive',
    `/drives/${boxDrive.driveId}/items/another/workbook/tables`,
  ])('answers 404 or 501 for %s, never another thing', async (path) => {
    expect([404, 501]).toContain((await box.graph('GET', path)).status);
  });

  it('answers 304 without a body to either tag, and 200 after a change', async () => {
    const { eTag, cTag } = await itemNow();
    for (const tag of [eTag, cTag, `W/${eTag}`]) {
      for (const path of [item, `${item}/content`]) {
        const answer = await box.graph('GET', path, undefined, { 'If-None-Match': tag });
        expect([answer.status, await answer.text()]).toEqual([304, '']);
      }
    }
    await box.graph('PUT', `${item}/content`, await sampleWorkbook([['R-NS-0009', 'new', 1]]));
    expect((await box.graph('GET', item, undefined, { 'If-None-Match': eTag })).status).toBe(200);
    expect((await itemNow()).cTag).not.toBe(cTag);
  });

  it('redirects a download to an address that needs no token and lasts an hour', async () => {
    const answer = await box.graph('GET', `${item}/content`);
    expect(answer.status).toBe(302);
    const location = answer.headers.get('location');
    expect(await bytesAt(location)).toEqual(Buffer.from(await box.tenant.workbook.bytes()));
    await box.tenant.clock.advance(3_600_000);
    expect((await fetch(String(location))).status).toBe(404);
    expect((await fetch(`${box.url}/download/made-up`)).status).toBe(404);
  });

  it('tells such an address with the item and in listings, and with $select only by its old name', async () => {
    const listing = `/drives/${boxDrive.driveId}/root/children`;
    const { value } = await jsonOf<{ value: Record<string, string>[] }>(box.graph('GET', listing));
    const told = [await jsonOf<Record<string, string>>(box.graph('GET', item)), value[0]];
    const bytes = Buffer.from(await box.tenant.workbook.bytes());
    for (const one of told) expect(await bytesAt(String(one?.[addressName]))).toEqual(bytes);

    const chosen = async (names: string) =>
      Object.keys(await jsonOf(box.graph('GET', `${item}?$select=${encodeURIComponent(names)}`))).sort();
    expect(await chosen('id,content.downloadUrl')).toEqual([addressName, 'id']);
    expect(await chosen(`id,${addressName}`)).toEqual(['id']);
  });

  it('leads to the content as it is when fetched, or was when a fault asks for that', async () => {
    const before = await download();
    const { [addressName]: address } = await jsonOf<Record<string, string>>(box.graph('GET', item));
    await box.graph('PUT', `${item}/content`, await sampleWorkbook([['R-NS-0009', 'new', 1]]));
    expect(await bytesAt(String(address))).toEqual(Buffer.from(await box.tenant.workbook.bytes()));

    box.tenant.faults.add({ match: { path: '^/download/' }, answer: { staleMs: 60_000 } });
    expect(await bytesAt(String(address))).toEqual(before);
    box.tenant.faults.add({ match: { path: '^/download/' }, answer: { status: 410 } });
    expect((await fetch(String(address))).status).toBe(410);
    expect((await fetch(String(address))).status).toBe(200);
  });

  it('replaces the content, and with If-Match only the content that was meant', async () => {
    const { eTag, id } = await itemNow();
    const first = await sampleWorkbook([['R-NS-0005', 'one', 1]]);
    const answer = await box.graph('PUT', `${item}/content`, first, { 'If-Match': eTag });
    expect([answer.status, (await jsonOf<Item>(answer)).id]).toEqual([200, id]);

    const stale = await errorOf(
      box.graph('PUT', `${item}/content`, await sampleWorkbook([]), { 'If-Match': eTag }),
    );

    expect(stale).toMatchObject({ status: 412, code: 'resourceModified' });
    expect(await download()).toEqual(Buffer.from(first));
  });

  it('keeps versions and brings one back', async () => {
    const original = await download();
    await box.graph('PUT', `${item}/content`, await sampleWorkbook([['R-NS-0005', 'one', 1]]));
    const { value } = await jsonOf<{ value: { id: string; size: number }[] }>(
      box.graph('GET', `${item}/versions`),
    );
    expect(value.map(({ id }) => id)).toEqual(['2.0', '1.0']);
    const old = await box.graph('GET', `${item}/versions/1.0/content`);
    expect(await bytesAt(old.headers.get('location'))).toEqual(original);
    expect((await box.graph('POST', `${item}/versions/1.0/restoreVersion`)).status).toBe(204);
    expect(await download()).toEqual(original);
    expect((await box.graph('GET', `${item}/versions/99.0`)).status).toBe(404);
  });

  it('keeps the last twenty versions and their numbers', async () => {
    for (let round = 0; round < 22; round += 1) {
      await box.graph('PUT', `${item}/content`, await sampleWorkbook([['R-NS-0005', `round ${round}`, 1]]));
    }
    const { value } = await jsonOf<{ value: { id: string }[] }>(box.graph('GET', `${item}/versions`));
    expect(value).toHaveLength(20);
    expect([value[0]?.id, value[19]?.id]).toEqual(['23.0', '4.0']);
  });

  it('answers 404 while the file is renamed away on disk, and finds it again under the same id', async () => {
    const path = join(box.home, workbookName);
    await rename(path, `${path}.away`);
    await until(async () => (await box.graph('GET', item)).status === 404);
    expect(await errorOf(box.graph('GET', `${item}/workbook/tables`))).toMatchObject({
      status: 404,
      innerCode: 'itemNotFound',
    });
    expect((await box.graph('GET', `${item}/content`)).status).toBe(404);
    expect(await jsonOf(box.graph('GET', `${root}/children`))).toEqual({ value: [] });
    await rename(`${path}.away`, path);
    await until(async () => (await box.graph('GET', item)).status === 200);
  });

  it('serves garbage bytes as a file but not as a workbook', async () => {
    const path = join(box.home, workbookName);
    await unlink(path);
    await writeFile(path, 'this is no workbook');
    await until(() => Promise.resolve(box.tenant.workbook.state() === 'unreadable'));
    expect((await download()).toString()).toBe('this is no workbook');
    const refused = await errorOf(
      box.graph('POST', `${item}/workbook/createSession`, { persistChanges: true }),
    );
    expect(refused).toMatchObject({ status: 400, innerCode: 'invalidSessionUnsupportedWorkbook' });
    expect((await box.graph('GET', `${item}/workbook/tables`)).status).toBe(400);
  });
});

describe('a drive without the workbook', () => {
  const named = (name: string): string =>
    `/drives/${boxDrive.driveId}/items/${boxDrive.folderId}:/${encodeURIComponent(name)}:/content`;
  beforeEach(async () => {
    box = await startRunningBox({ workbook: null });
  });

  it('creates it by name once, and then refuses to replace it when told so', async () => {
    expect((await box.graph('GET', byName)).status).toBe(404);
    const bytes = await sampleWorkbook();
    const created = await box.graph('PUT', named(workbookName), bytes);
    expect(created.status).toBe(201);
    item = `/drives/${boxDrive.driveId}/items/${(await jsonOf<Item>(created)).id}`;
    expect(await download()).toEqual(Buffer.from(bytes));
    const again = `${named(workbookName)}?@microsoft.graph.conflictBehavior=fail`;
    expect(await errorOf(box.graph('PUT', again, bytes))).toMatchObject({
      status: 409,
      code: 'nameAlreadyExists',
    });
    expect((await box.graph('PUT', named(workbookName), bytes)).status).toBe(200);
  });

  it('keeps .xlsx files only and says so', async () => {
    const error = await errorOf(box.graph('PUT', named('Another.docx'), await sampleWorkbook()));
    expect(error).toMatchObject({ status: 501 });
    expect(error.message).toContain(workbookName);
  });
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('It did not happen within ten seconds.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
