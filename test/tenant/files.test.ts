/** The workbook for people and scripts: where it lies, download, upload. */
import { join } from 'node:path';
import { jsonOf, type RunningBox, sampleWorkbook, startRunningBox, workbookName } from '../kit/running-box';

let box: RunningBox;
beforeEach(async () => {
  box = await startRunningBox();
});
afterEach(() => box.stop());

const upload = (body: Uint8Array | string, type = 'application/octet-stream'): Promise<Response> =>
  fetch(`${box.url}/files/upload`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: new Uint8Array(Buffer.from(body)),
  });

describe('/files', () => {
  it('says where the file lies and how it is', async () => {
    const about = await jsonOf(fetch(`${box.url}/files.json`));
    expect(about).toMatchObject({ path: join(box.home, workbookName), name: workbookName, state: 'ready' });
    expect(about['size']).toBeGreaterThan(1000);
  });

  it('takes a new version and gives it back', async () => {
    const bytes = await sampleWorkbook([['R-NS-0007', 'uploaded', 1]]);
    expect((await upload(bytes)).status).toBe(200);
    const answer = await fetch(`${box.url}/files/download`);
    expect(answer.headers.get('content-disposition')).toContain(workbookName);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(bytes));
    expect(box.tenant.workbook.tableRows('Register_NS')).toMatchObject([
      { values: ['R-NS-0007', 'uploaded', 1] },
    ]);
  });

  it('refuses an empty body and a body of another kind', async () => {
    expect((await upload('')).status).toBe(400);
    expect((await upload('{}', 'text/plain')).status).toBe(400);
    expect(box.tenant.workbook.state()).toBe('ready');
  });

  it('answers 404 to a download when there is no file', async () => {
    const empty = await startRunningBox({ workbook: null });
    expect(await jsonOf(fetch(`${empty.url}/files.json`))).toMatchObject({
      state: 'missing',
      modifiedAt: null,
    });
    expect((await fetch(`${empty.url}/files/download`)).status).toBe(404);
    await empty.stop();
  });
});
