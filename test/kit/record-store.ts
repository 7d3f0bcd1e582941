/** A register in memory with lists of records beside it: each key once, and on request every answer a real one can give. */
import { recordKinds, type RecordKind, type RegisterRecord } from '../../register/register-records';
import { type RecordsOutcome, type WriteOutcome } from '../../register/store';
import { MemoryStore, type Fate } from './memory-store';

export class RecordStore extends MemoryStore {
  /** Keys of each call, in order. */
  readonly asked: string[][] = [];
  /** What becomes of the next calls; then everything goes well. */
  recordFates: Fate[] = [];
  /** Kinds whose list is not there. */
  missing: RecordKind[] = [];
  /** Keys the list takes in no case. */
  rotten: string[] = [];
  /** Runs when everything is written and nobody has been told. */
  afterRecord: (() => Promise<void>) | null = null;
  private readonly items: RegisterRecord[] = [];

  async record(records: readonly RegisterRecord[]): Promise<WriteOutcome> {
    this.asked.push(records.map(({ key }) => key));
    const fate = this.recordFates.shift() ?? 'ok';
    if (typeof fate === 'object') return fate;
    if (records.some(({ kind }) => this.missing.includes(kind))) return refusal('missing-table');
    if (fate !== 'unknown-before') this.make(records);
    await this.afterRecord?.();
    if (fate !== 'ok') return { kind: 'unknown', code: 'timeout', retryAfterMs: null };
    return records.some(({ key }) => this.rotten.includes(key)) ? refusal('invalid') : { kind: 'ok' };
  }

  recordKeys(): Promise<RecordsOutcome> {
    return Promise.resolve({ kind: 'keys', keys: new Set(this.keysOf(...recordKinds)) });
  }

  /** What stands there, in the order made. */
  keysOf(...kinds: RecordKind[]): string[] {
    return this.items.filter(({ kind }) => kinds.includes(kind)).map(({ key }) => key);
  }

  private make(records: readonly RegisterRecord[]): void {
    for (const record of records)
      if (!this.rotten.includes(record.key) && !this.items.some(({ key }) => key === record.key))
        this.items.push(record);
  }
}

const refusal = (code: string): WriteOutcome => ({ kind: 'failed', code, retryAfterMs: null, final: true });
