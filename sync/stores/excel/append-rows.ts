/** Adds new lines to a region's table, under the headings as they stand at that moment. */
import { type RegionId } from '../../../register/ids';
import { type MayStill, type NewRow, type WriteOutcome } from '../../../register/store';
import { GraphError, type GraphErrorCode } from '../../graph/errors';
import { asMadeLayout, asMadeLook, asMadeWidth } from './as-made';
import { echoOf, missingForAppend, newRowCells } from './outgoing-rows';
import { type Desk } from './read-workbook';
import { layoutOf, tableNameOf, type TableLayout } from './sheet';
import { type WorkbookCall, type WorkbookLink } from './workbook-link';

/** New lines of one region, at most as many as one request takes. */
export interface Appending {
  region: RegionId;
  rows: readonly NewRow[];
  mayStill: MayStill | undefined;
}

/** Where the columns of a table stand. */
export interface Places {
  layout: TableLayout;
  /** How many columns the table has, those of other people included. */
  width: number;
}

const asMade: Places = { layout: asMadeLayout, width: asMadeWidth };

/**
 * Rows are sent by place, so the places are asked for right before. The last cut cannot tell them, however fresh its tag: the file shows a
 * moved column only once Excel has saved. Nor would the harm be seen afterwards: the answer to a new line names no headings, and a text
 * that stands under a wrong one looks in the next cut as if a person had typed it there.
 */
export async function appendSome(desk: Desk, appending: Appending): Promise<WriteOutcome> {
  const { link, traits } = desk;
  if (traits.keepsBack) {
    const outcome = await appendIfAsMade(link, appending);
    if (outcome !== 'columns-moved') return outcome;
  }
  const places = await placesNow(link, tableNameOf(appending.region));
  if (missingForAppend(places.layout).length > 0)
    return { kind: 'failed', code: 'missing-columns', retryAfterMs: null, final: false };
  return await write(link, appending, places);
}

/** Question and lines in one batch: the lines are kept back unless the columns stand as they were made. */
async function appendIfAsMade(
  link: WorkbookLink,
  appending: Appending,
): Promise<WriteOutcome | 'columns-moved'> {
  try {
    return await write(link, appending, { ...asMade, onlyIf: asMadeLook(appending.region) });
  } catch (error) {
    if (isNoFromName(error)) return 'columns-moved';
    throw error;
  }
}

/** Whether a question failed because there is no such name, or it stands for no cells now. Nothing was written. */
export function isNoFromName(error: unknown): boolean {
  return error instanceof GraphError && error.failure.method === 'GET' && noes.has(error.code);
}

const noes: ReadonlySet<GraphErrorCode> = new Set(['not-found', 'invalid']);

async function write(
  link: WorkbookLink,
  { region, rows, mayStill }: Appending,
  { layout, width, onlyIf }: Places & Pick<WorkbookCall, 'onlyIf'>,
): Promise<WriteOutcome> {
  const { body } = await link.send({
    method: 'POST',
    path: '/tables/{table}/rows',
    parts: { table: tableNameOf(region) },
    body: { index: null, values: rows.map((row) => newRowCells(row, layout, width)) },
    mayStill,
    ...(onlyIf && { onlyIf }),
  });
  const echo = echoOf(rows, layout, body);
  if (echo === 'same') return { kind: 'ok' };
  // Written, and not as sent: the next cut shows what stands there, and the code raises the alarm.
  return { kind: 'unknown', code: echo === 'differs' ? 'echo-differs' : 'bad-answer', retryAfterMs: null };
}

/** Where the table's columns stand at this moment. */
export async function placesNow(link: WorkbookLink, table: string): Promise<Places> {
  const { body } = await link.send({
    method: 'GET',
    path: '/tables/{table}/columns',
    parts: { table },
    query: { $select: 'id,name,index' },
  });
  const { value } = (body ?? {}) as { value?: { id: string; name: string; index: number }[] };
  const found = [...(value ?? [])].sort((a, b) => a.index - b.index);
  return {
    layout: layoutOf(found.map((column) => ({ id: Number(column.id), name: column.name }))),
    width: found.length,
  };
}
