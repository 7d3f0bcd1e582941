/** `/files.json`, `/files/download` and `/files/upload`: the workbook file for people and scripts, without Graph. */
import express, { type Express, type Response } from 'express';
import { WorkbookError } from './workbook/live-workbook';
import { type LiveWorkbook } from './workbook/live-workbook';
import { type Versions } from './versions';

const sentence: Partial<Record<string, string>> = {
  locked: 'The file is open in another program that keeps it locked. Close it there and upload again.',
};

function refuse(res: Response, error: unknown): void {
  if (!(error instanceof WorkbookError)) throw error;
  const status = error.code === 'locked' ? 423 : error.code === 'itemNotFound' ? 404 : 400;
  res.status(status).json({ error: sentence[error.code] ?? error.message, code: error.code });
}

/** What the files page and scripts need; `path` is where the file lies on this machine. */
export function mountFiles(
  app: Express,
  file: { path: string; name: string; workbook: LiveWorkbook; versions: Versions },
): void {
  const { path, name, workbook, versions } = file;
  const about = (): object => {
    const state = workbook.state();
    if (state === 'missing') return { path, name, size: 0, modifiedAt: null, state };
    const { size, modifiedAt } = workbook.version();
    return { path, name, size, modifiedAt: modifiedAt.toISOString(), state };
  };
  app.get('/files.json', (_req, res) => void res.json(about()));
  app.get('/files/download', async (_req, res) => {
    try {
      res.attachment(name).send(Buffer.from(await workbook.bytes()));
    } catch (error) {
      refuse(res, error);
    }
  });
  app.post(
    '/files/upload',
    express.raw({ type: ['application/octet-stream', 'application/vnd.*'], limit: '30mb' }),
    async (req, res) => {
      if (!(req.body instanceof Uint8Array) || req.body.length === 0) {
        res
          .status(400)
          .json({ error: 'Send the file itself as the body, with Content-Type: application/octet-stream.' });
        return;
      }
      try {
        await versions.keepNow();
        await workbook.put(req.body);
        await versions.keepNow();
        res.json(about());
      } catch (error) {
        refuse(res, error);
      }
    },
  );
}
