/** The zip container of a workbook: untouched parts keep their compressed bytes, contents are checked by CRC. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** A part could not be read: the file is no zip, is half written or is damaged. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** A file inside the container, compressed as it was found. */
interface Entry {
  name: string;
  nameBytes: Buffer;
  flags: number;
  method: number;
  stamp: number;
  crc: number;
  size: number;
  packed: Buffer;
}

/** Contents larger than this are taken for a bomb. */
const largestPart = 256 * 1024 * 1024;
const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;

function endRecord(bytes: Buffer): number {
  const stop = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= stop; at--) if (bytes.readUInt32LE(at) === endSignature) return at;
  throw new ZipError('The file has no zip directory: it is no workbook or is only half written.');
}

function readEntry(bytes: Buffer, at: number): { entry: Entry; next: number } {
  if (bytes.readUInt32LE(at) !== centralSignature) throw new ZipError('The zip directory is damaged.');
  const nameLength = bytes.readUInt16LE(at + 28);
  const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength);
  const local = bytes.readUInt32LE(at + 42);
  if (bytes.readUInt32LE(local) !== localSignature) throw new ZipError('The zip directory points astray.');
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packedSize = bytes.readUInt32LE(at + 20);
  if (start + packedSize > bytes.length) throw new ZipError('A part of the file is cut off.');
  const entry: Entry = {
    name: nameBytes.toString('utf8'),
    nameBytes,
    // Sizes are written in front, so the flag that says they follow is cleared.
    flags: bytes.readUInt16LE(at + 8) & ~0x8,
    method: bytes.readUInt16LE(at + 10),
    stamp: bytes.readUInt32LE(at + 12),
    crc: bytes.readUInt32LE(at + 16),
    size: bytes.readUInt32LE(at + 24),
    packed: bytes.subarray(start, start + packedSize),
  };
  return { entry, next: at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32) };
}

function unpack(entry: Entry): Buffer {
  if (entry.flags & 1) throw new ZipError('The file is encrypted.');
  if (entry.size > largestPart) throw new ZipError('A part of the file is too large.');
  if (entry.method !== 0 && entry.method !== 8) throw new ZipError('A part is packed in an unknown way.');
  const content =
    entry.method === 0
      ? entry.packed
      : inflateRawSync(entry.packed, { maxOutputLength: Math.max(1, entry.size) });
  if (content.length !== entry.size || crc32(content) !== entry.crc) {
    throw new ZipError('A part of the file fails its checksum.');
  }
  return content;
}

function header(entry: Entry, local: number | null): Buffer {
  const central = local !== null;
  const record = Buffer.alloc(central ? 46 : 30);
  let at = record.writeUInt32LE(central ? centralSignature : localSignature, 0);
  if (central) at = record.writeUInt16LE(20, at);
  at = record.writeUInt16LE(20, at);
  at = record.writeUInt16LE(entry.flags, at);
  at = record.writeUInt16LE(entry.method, at);
  at = record.writeUInt32LE(entry.stamp, at);
  at = record.writeUInt32LE(entry.crc, at);
  at = record.writeUInt32LE(entry.packed.length, at);
  at = record.writeUInt32LE(entry.size, at);
  record.writeUInt16LE(entry.nameBytes.length, at);
  if (central) record.writeUInt32LE(local, 42);
  return record;
}

function endOf(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(endSignature, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

/** The parts of a container, in their order. */
export class ZipParts {
  readonly #entries = new Map<string, Entry>();
  readonly #contents = new Map<string, Buffer>();

  /** Reads a container and checks every part; throws ZipError. */
  static read(input: Uint8Array): ZipParts {
    const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
    const parts = new ZipParts();
    try {
      const end = endRecord(bytes);
      let at = bytes.readUInt32LE(end + 16);
      for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
        const { entry, next } = readEntry(bytes, at);
        parts.#entries.set(entry.name, entry);
        parts.#contents.set(entry.name, unpack(entry));
        at = next;
      }
    } catch (error) {
      if (error instanceof ZipError) throw error;
      throw new ZipError('The file is no workbook, is half written or is damaged.', { cause: error });
    }
    return parts;
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** A part's content, or undefined when there is none of this name. */
  content(name: string): Buffer | undefined {
    return this.#contents.get(name);
  }

  /** A part as text without its byte order mark. */
  text(name: string): string | undefined {
    return this.#contents
      .get(name)
      ?.toString('utf8')
      .replace(/^\uFEFF/, '');
  }

  replace(name: string, text: string): void {
    const content = Buffer.from(text, 'utf8');
    const packed = deflateRawSync(content, { level: 5 });
    const old = this.#entries.get(name);
    this.#contents.set(name, content);
    this.#entries.set(name, {
      name,
      nameBytes: old?.nameBytes ?? Buffer.from(name, 'utf8'),
      flags: old?.flags ?? 0x800,
      method: 8,
      // 1 January 1980: a fixed stamp keeps equal contents equal.
      stamp: old?.stamp ?? 0x00210000,
      crc: crc32(content),
      size: content.length,
      packed,
    });
  }

  remove(name: string): void {
    this.#entries.delete(name);
    this.#contents.delete(name);
  }

  /** The container with its present parts. */
  write(): Uint8Array {
    const bodies: Buffer[] = [];
    const directory: Buffer[] = [];
    let offset = 0;
    for (const entry of this.#entries.values()) {
      const local = header(entry, null);
      bodies.push(local, entry.nameBytes, entry.packed);
      directory.push(header(entry, offset), entry.nameBytes);
      offset += local.length + entry.nameBytes.length + entry.packed.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    return Buffer.concat([...bodies, ...directory, endOf(this.#entries.size, size, offset)]);
  }
}
