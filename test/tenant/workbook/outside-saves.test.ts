/** The file under the hands of other programs: saved over, replaced, damaged, locked, removed. */
import { copyFile, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { unzipSync, zipSync } from 'fflate';
import {
  type LiveWorkbook,
  type LiveWorkbookOptions,
  type WorkbookChange,
} from '../../../tenant/workbook/live-workbook';
import { Desk, sampleBook, type Typed, until } from './sample-book';

let desk: Desk;
let good: Buffer;
let other: Buffer;
/** A container without compression in which only a checksum can tell that a letter changed. */
let changed: Buffer;
const otherRows: Typed[] = [['R-8', 'Typed by a colleague', 'Reported']];
beforeAll(async () => {
  desk = await Desk.set(30);
  good = await sampleBook();
  other = await sampleBook({ rows: otherRows });
  changed = Buffer.from(zipSync(unzipSync(good), { level: 0 }));
  changed.write('c', changed.indexOf('Visits in pairs'));
});
afterAll(() => desk.clear());

async function opened(options: LiveWorkbookOptions = {}): Promise<{ book: LiveWorkbook; path: string }> {
  const path = desk.path();
  await writeFile(path, good);
  return { book: await desk.open(path, options), path };
}
const ids = (book: LiveWorkbook): unknown[] => book.tableRows('Northshire').map(({ values }) => values[0]);
const row = (id: string): (string | null)[] => [id, null, 'Reported', null, null, null, null];

describe('an outside save', () => {
  it('is noticed, changes both tags and is told to listeners', async () => {
    const { book, path } = await opened();
    const before = book.version();
    const heard: WorkbookChange[] = [];
    book.onChange((change) => heard.push(change));

    await writeFile(`${path}.tmp`, other);
    await rename(`${path}.tmp`, path);
    await until(() => heard.length > 0, 'the save is noticed');

    expect(heard).toEqual([{ by: 'outside', state: 'ready' }]);
    expect(ids(book)).toEqual(['R-8']);
    expect(book.version().cTag).not.toBe(before.cTag);
    expect(book.version().eTag).not.toBe(before.eTag);
  });

  it('just before a write is kept, and the write is applied to it', async () => {
    const { book, path } = await opened({ pollMs: 60_000 });

    await writeFile(path, other);
    await book.appendRows('Northshire', [row('R-9')]);

    expect(ids(book)).toEqual(['R-8', 'R-9']);
  });

  it.each(['beforeSetAside', 'afterSetAside'] as const)(
    'in the middle of a write (%s) is kept, and the write starts again on top of it',
    async (moment) => {
      let saves = 1;
      let path = '';
      const save = async (): Promise<void> => {
        if (saves-- > 0) await writeFile(path, other);
      };
      path = desk.path();
      await writeFile(path, good);
      const book = await desk.open(path, { pollMs: 60_000, pauses: { [moment]: save } });

      await book.appendRows('Northshire', [row('R-9')]);

      expect(ids(book)).toEqual(['R-8', 'R-9']);
      const again = await desk.open(path);
      expect(ids(again)).toEqual(['R-8', 'R-9']);
    },
  );

  it('still going on in the replaced content is adopted as the newer one', async () => {
    const path = desk.path();
    await writeFile(path, good);
    const writer = await open(path, 'r+');
    const book = await desk.open(path);
    await book.appendRows('Northshire', [row('R-9')]);

    await writer.truncate(0);
    await writer.write(other, 0, other.length, 0);
    await writer.close();
    await until(() => ids(book).length === 1, 'the late save is adopted');

    expect(ids(book)).toEqual(['R-8']);
    expect(Buffer.compare(await book.bytes(), other)).toBe(0);
  });

  it('writes at once from many callers all arrive, each once', async () => {
    const { book } = await opened();

    await Promise.all(['a', 'b', 'c', 'd'].map((id) => book.appendRows('Northshire', [row(`R-${id}`)])));

    expect(ids(book)).toEqual(['R-1', 'R-2', 'R-a', 'R-b', 'R-c', 'R-d']);
  });
});

describe('a damaged file', () => {
  it.each([
    ['garbage', () => Buffer.from('this is no workbook')],
    ['an empty file', () => Buffer.alloc(0)],
    ['a half-written file', () => other.subarray(0, other.length / 2)],
    ['a file with one changed letter', () => changed],
  ])(
    '%s is told, served as it is, never written, and forgotten once a good one stands there',
    async (_, bytes) => {
      const { book, path } = await opened();

      await writeFile(path, bytes());
      await until(() => book.state() === 'unreadable', 'the damage is noticed');

      await expect(book.appendRows('Northshire', [row('R-9')])).rejects.toMatchObject({
        code: 'unsupportedWorkbook',
      });
      expect(() => book.tables()).toThrow(expect.objectContaining({ code: 'unsupportedWorkbook' }));
      expect(Buffer.compare(await book.bytes(), bytes())).toBe(0);

      await writeFile(path, other);
      await until(() => book.state() === 'ready', 'the good file is noticed');
      expect(ids(book)).toEqual(['R-8']);
    },
  );

  it('refuses a write at once while the damage has not been noticed yet', async () => {
    const { book, path } = await opened({ pollMs: 60_000 });

    await writeFile(path, 'garbage');

    await expect(book.appendRows('Northshire', [row('R-9')])).rejects.toMatchObject({
      code: 'unsupportedWorkbook',
    });
  });
});

describe('a missing file', () => {
  it('is a state, refuses reading and writing, and ends when a file appears', async () => {
    const path = desk.path();
    const book = await desk.open(path);
    expect(book.state()).toBe('missing');
    expect(book.version().size).toBe(0);
    await expect(book.bytes()).rejects.toMatchObject({ code: 'itemNotFound' });
    await expect(book.appendRows('Northshire', [row('R-9')])).rejects.toMatchObject({ code: 'itemNotFound' });

    await writeFile(path, good);
    await until(() => book.state() === 'ready', 'the file is noticed');

    await rm(path);
    await until(() => book.state() === 'missing', 'the removal is noticed');
  });

  it('is created by put, and put refuses an outdated tag', async () => {
    const book = await desk.open(desk.path());

    await book.put(good);

    const { eTag, cTag } = book.version();
    await book.put(other, { ifMatch: cTag });
    await expect(book.put(good, { ifMatch: eTag })).rejects.toMatchObject({ code: 'preconditionFailed' });
    expect(ids(book)).toEqual(['R-8']);
  });
});

describe('a process that ends in the middle of a write', () => {
  it('leaves a file that the next start finds, and no litter', async () => {
    const path = desk.path();
    const [folder, name] = [desk.folder, path.slice(desk.folder.length + 1)];
    await writeFile(`${folder}/.${name}.previous`, good);
    await writeFile(`${folder}/.${name}.new-1-1`, 'half');

    const book = await desk.open(path);

    expect(ids(book)).toEqual(['R-1', 'R-2']);
    expect((await readdir(folder)).filter((one) => one.includes(name))).toEqual([name]);
  });

  it('writes leave no litter either', async () => {
    const { book, path } = await opened();

    await book.appendRows('Northshire', [row('R-9')]);

    const name = path.slice(desk.folder.length + 1);
    expect((await readdir(desk.folder)).filter((one) => one.includes(name))).toEqual([name]);
  });
});

describe('a file held by another program', () => {
  it('answers locked, changes nothing, and works again afterwards', async () => {
    let held = true;
    const beforeSetAside = async (): Promise<void> => {
      if (held) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
    };
    const { book, path } = await opened({ pauses: { beforeSetAside } });
    await copyFile(path, `${path}.before`);

    await expect(book.appendRows('Northshire', [row('R-9')])).rejects.toMatchObject({ code: 'locked' });
    expect(ids(book)).toEqual(['R-1', 'R-2']);

    held = false;
    await book.appendRows('Northshire', [row('R-9')]);
    expect(ids(book)).toEqual(['R-1', 'R-2', 'R-9']);
  });
});

describe('the day', () => {
  it('changes what TODAY() shows without a write', async () => {
    let now = new Date('2026-03-04T12:00:00Z');
    const { book } = await opened({ now: () => now });
    await book.patchRange('Guide', 'C3', { values: [['=TODAY()']] });
    expect(book.range('Guide', 'C3').values).toEqual([[46085]]);

    now = new Date('2026-03-05T12:00:00Z');

    expect(book.range('Guide', 'C3').values).toEqual([[46086]]);
  });
});
