/** What the box holds of the workbook's file at a moment. */
import { type Book } from './book';
import { type Stamp } from './disk-file';

/** Whether the file can be worked with; unreadable means its bytes are no workbook, and they stay untouched. */
export type WorkbookState = 'ready' | 'missing' | 'unreadable';

/** What was last read from or written to the disk. */
export interface Loaded {
  state: WorkbookState;
  stamp: Stamp | null;
  bytes: Uint8Array;
  digest: string;
  book: Book | null;
}

/** No file. */
export const nothing: Loaded = {
  state: 'missing',
  stamp: null,
  bytes: new Uint8Array(),
  digest: '',
  book: null,
};
