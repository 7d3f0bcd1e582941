/** Reads what a zip file lists and unpacks single entries, never to more than the list says. */
import { inflateRawSync } from 'node:zlib';
import { type Spent } from './bounds';

/** One entry as the list at the end of the file tells it. */
export interface ZipEntry {
  name: string;
  /** Bytes in the file. */
  packed: number;
  /** Bytes unpacked, as claimed. */
  size: number;
  method: number;
  /** Where its own header begins. */
  at: number;
}

/** The list's end record, its 64-bit relatives, and what a 32-bit field holds when the number stands elsewhere. */
const endMark = 0x06054b50;
const locatorMark = 0x07064b50;
const end64Mark = 0x06064b50;
const elsewhere = 0xffffffff;
const longestComment = 0xffff;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const decoder = new TextDecoder();

/** Every entry, counted. Throws a RangeError where the list leads out of the file. */
export function readZipList(bytes: Uint8Array, spent: Spent): ZipEntry[] {
  const view = viewOf(bytes);
  const { count, from } = listOf(view);
  const entries: ZipEntry[] = [];
  let at = from;
  for (let index = 0; index < count; index += 1) {
    spent.add('parts');
    const [names, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const extraAt = at + 46 + (names ?? 0);
    entries.push({
      name: decoder.decode(bytes.subarray(at + 46, extraAt)),
      method: view.getUint16(at + 10, true),
      ...sizesOf(view, at, { from: extraAt, to: extraAt + (extra ?? 0) }),
    });
    at = extraAt + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

/** How many entries, and where the first is told. */
function listOf(view: DataView): { count: number; from: number } {
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  const from = view.getUint32(end + 16, true);
  if (count !== 0xffff && from !== elsewhere) return { count, from };
  if (end < 20 || view.getUint32(end - 20, true) !== locatorMark) return { count, from };
  const wide = Number(view.getBigUint64(end - 12, true));
  if (view.getUint32(wide, true) !== end64Mark) throw new RangeError('The list has no end.');
  return {
    count: Number(view.getBigUint64(wide + 32, true)),
    from: Number(view.getBigUint64(wide + 48, true)),
  };
}

function endOf(view: DataView): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= 0 && last - at <= longestComment; at -= 1)
    if (view.getUint32(at, true) === endMark) return at;
  throw new RangeError('The file is no zip file.');
}

type Sizes = Pick<ZipEntry, 'packed' | 'size' | 'at'>;

/** Numbers too large for their field stand in a further one, in this order. */
function sizesOf(view: DataView, entry: number, extra: { from: number; to: number }): Sizes {
  const told = [24, 20, 42].map((field) => view.getUint32(entry + field, true));
  let at = wideField(view, extra);
  const [size = 0, packed = 0, header = 0] = told.map((number) => {
    if (number !== elsewhere || at === null) return number;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  });
  return { size, packed, at: header };
}

function wideField(view: DataView, { from, to }: { from: number; to: number }): number | null {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === 1) return at + 4;
  return null;
}

/** The entry's bytes. Throws for one that is longer or shorter than it claims: nothing is unpacked beyond that. */
export function unpackEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const view = viewOf(bytes);
  const from = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const packed = bytes.subarray(from, from + entry.packed);
  if (entry.method === 0 && packed.length === entry.size) return packed;
  if (entry.method !== 8) throw new RangeError('An entry is not as the list tells.');
  const limits = {
    maxOutputLength: Math.max(entry.size, 1),
    chunkSize: Math.min(Math.max(entry.size, 64), 1 << 20),
  };
  const unpacked = inflateRawSync(packed, limits);
  if (unpacked.length !== entry.size) throw new RangeError('An entry is not as the list tells.');
  return unpacked;
}
