/** Keeps the chats in one JSON file: whole-file writes through a neighbour and a rename, a little after the change. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type StoredChat } from './chat';
import { ConnectorError } from './connector-error';

const WRITE_AFTER_MS = 150;

/** The file itself. A kill within the short delay loses the last changes of a chat, never the file. */
export class ChatFile {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly path: string,
    private readonly content: () => StoredChat[],
  ) {}

  read(): StoredChat[] {
    if (!existsSync(this.path)) return [];
    try {
      const parsed = JSON.parse(readFileSync(this.path, 'utf8')) as { chats?: StoredChat[] };
      if (!Array.isArray(parsed.chats)) throw new TypeError('it holds no list named chats');
      return parsed.chats;
    } catch (cause) {
      throw new ConnectorError(
        'chats-unreadable',
        `The chats in ${this.path} cannot be read. Move the file away; the box then starts with empty chats.`,
        { cause },
      );
    }
  }

  /** Writes soon; many changes become one write. */
  changed(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => this.write(), WRITE_AFTER_MS);
    this.timer.unref();
  }

  flush(): void {
    if (this.timer !== undefined) this.write();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    mkdirSync(dirname(this.path), { recursive: true });
    const neighbour = `${this.path}.new`;
    writeFileSync(neighbour, JSON.stringify({ chats: this.content() }, null, 1), { mode: 0o600 });
    renameSync(neighbour, this.path);
  }
}
