/** The register in a colleague's hands: the workbook file read and saved whole, as a spreadsheet program does, or the lists. */
import { rename, stat, writeFile } from 'node:fs/promises';
import { Book as Calculated } from '../../../tenant/workbook/book';
import { Book, type Line, type Table } from './book';
import { listAsTable, ListBook } from './list-book';
import { type Place } from './place';
import { until } from './until';

/** The file's bytes as the box hands them out. */
export async function download(place: Place): Promise<Uint8Array> {
  const answer = await fetch(`${place.box}/files/download`);
  if (!answer.ok) throw new Error(`The file cannot be read: ${answer.status} ${await answer.text()}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The file opened in a spreadsheet program, which calculates every formula before anybody reads it. */
export async function openBook(place: Place): Promise<Book> {
  const calculated = Calculated.read(await download(place), () => new Date());
  calculated.recalculate();
  return Book.of(calculated.bytes());
}

/** The table of a region by the name of its worksheet, or of the region of a list. */
export async function sheetOf(place: Place, worksheet: string): Promise<Table> {
  if (place.store === 'lists') return (await listAsTable(place, worksheet)).table;
  return (await openBook(place)).sheet(worksheet);
}

/** Saves over the file as programs do: written beside it, then put in its place. */
export async function saveBytes(place: Place, bytes: Uint8Array): Promise<void> {
  const beside = `${place.workbook}.saving`;
  await writeFile(beside, bytes);
  await rename(beside, place.workbook);
}

async function writtenAt(place: Place): Promise<number> {
  return until('the file lies in its place', async () => (await stat(place.workbook)).mtimeMs, 5_000);
}

/** Opens, edits, saves; begins again when the service wrote in between, so that a story about one edit is about one edit. */
export async function editBook(place: Place, change: (book: Pick<Book, 'sheet'>) => void): Promise<void> {
  if (place.store === 'lists') return (await ListBook.open(place)).edit(change);
  for (let turn = 0; turn < 20; turn += 1) {
    const before = await writtenAt(place);
    const book = await openBook(place);
    change(book);
    const bytes = book.bytes();
    if ((await writtenAt(place)) === before) return saveBytes(place, bytes);
  }
  throw new Error('The service wrote during each of twenty edits.');
}

/** Waits for a line with this Risk ID that satisfies the look; answers what its cells show. */
export async function lineShows(
  place: Place,
  at: { worksheet: string; riskId: string },
  looks: (shows: (heading: string) => string) => boolean = () => true,
  withinMs = 15_000,
): Promise<(heading: string) => string> {
  let seen: ((heading: string) => string) | undefined;
  try {
    return await until(
      `the line of ${at.riskId}`,
      async () => {
        const table = await sheetOf(place, at.worksheet);
        const line = table.find(at.riskId);
        seen = line && showing(table, line);
        return seen && looks(seen) ? seen : null;
      },
      withinMs,
    );
  } catch (error) {
    const shown = seen
      ? (await sheetOf(place, at.worksheet)).headings.map((one) => `${one}=${seen?.(one)}`).join('; ')
      : 'no line';
    throw new Error(`${(error as Error).message}\n${shown}\n${(await place.log()).slice(-3000)}`, {
      cause: error,
    });
  }
}

const showing = (table: Table, line: Line) => (heading: string) => table.shows(line, heading);
