/** Takes superseded lines from the head of the service's own table: looked at right before, deleted in one request. */
import { type WriteOutcome } from '../../../register/store';
import { eventColumns, serviceTable } from './sheet';
import { type WorkbookLink } from './workbook-link';

interface Body {
  address: string;
  values: unknown[][];
}

const changed: WriteOutcome = { kind: 'failed', code: 'changed-meanwhile', retryAfterMs: null, final: false };

/** Deletes leading lines as long as each carries one of these sequences; a line written twice goes with its twin. */
export async function shorten(
  link: WorkbookLink,
  seqs: readonly number[],
  mayStill?: () => boolean,
): Promise<WriteOutcome> {
  const superseded = new Set(seqs);
  const heading = eventColumns[0]?.heading ?? '';
  const { address, values } = await bodyOf(link, `/columns/${heading}/dataBodyRange()`, 'address,values');
  const kept = values.findIndex(([seq]) => typeof seq !== 'number' || !superseded.has(seq));
  // Never the whole table: somebody has replaced it since it was read, for something always counts.
  if (kept <= 0) return changed;
  const whole = placeOf((await bodyOf(link, '/dataBodyRange()', 'address')).address);
  const column = placeOf(address);
  if (!whole || !column || whole.top !== column.top || whole.sheet !== column.sheet) return changed;
  const rows = `${whole.left}${whole.top}:${whole.right}${whole.top + kept - 1}`;
  await link.send({
    method: 'POST',
    path: `/worksheets/{sheet}/range(address='{rows}')/delete`,
    parts: { sheet: whole.sheet, rows },
    body: { shift: 'Up' },
    mayStill,
  });
  return { kind: 'ok' };
}

async function bodyOf(link: WorkbookLink, path: string, select: string): Promise<Body> {
  const { body } = await link.send({
    method: 'GET',
    path: `/tables/{table}${path}`,
    parts: { table: serviceTable },
    query: { $select: select },
  });
  const { address, values } = (body ?? {}) as Partial<Body>;
  return { address: address ?? '', values: values ?? [] };
}

/** "_service!A2:AB900", with or without quotes around the sheet. */
function placeOf(address: string): { sheet: string; left: string; right: string; top: number } | null {
  const found = /^'?(.+?)'?!\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?\d+)?$/.exec(address);
  if (!found) return null;
  const [, sheet = '', left = '', top = '', right = left] = found;
  return { sheet: sheet.replaceAll("''", "'"), left, right, top: Number(top) };
}
