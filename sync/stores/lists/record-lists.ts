/** Records in lists of their own: each item is made once, under a key that cannot be there twice, and never written again. */
import { type RecordKind, type RegisterRecord } from '../../../register/register-records';
import { type RecordsOutcome, type WriteOutcome } from '../../../register/store';
import { GraphError, outcomeOf } from '../../graph/errors';
import { unfitColumns } from './column-shape';
import { type FoundList, type ListLink } from './list-link';
import { keyColumn, recordFields, recordLists, type RecordList } from './record-columns';
import { changedPlace, done, each, failed, maybeTaken } from './writing';

/** A list that can take records, or why it cannot: final, for only a person or the next start can mend it. */
type Place = { list: string } | { outcome: WriteOutcome };

/** The lists of records of one site; asked for when the first record comes. */
export class RecordLists {
  private readonly places = new Map<RecordKind, string>();

  constructor(
    private readonly link: ListLink,
    private readonly nowMs: () => number,
  ) {}

  /** Makes them one after the other; a list that cannot take them is looked at once a call. */
  async record(records: readonly RegisterRecord[]): Promise<WriteOutcome> {
    const refusing = new Map<RecordKind, WriteOutcome>();
    return each(this.nowMs, records, {
      keyOf: (record) => record.key,
      work: async (record) => refusing.get(record.kind) ?? this.recordOne(record, refusing),
    });
  }

  /** The keys of all items. */
  async keys(): Promise<RecordsOutcome> {
    try {
      const lists = await this.link.lists();
      const keys = new Set<string>();
      for (const wanted of recordLists) {
        const list = listIn(lists, wanted);
        if (!list) continue;
        for (const key of await this.link.texts(list.id, keyColumn)) keys.add(key);
      }
      return { kind: 'keys', keys };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return { kind: 'unavailable', code: error.code, retryAfterMs: error.retryAfterMs };
    }
  }

  private async recordOne(
    record: RegisterRecord,
    refusing: Map<RecordKind, WriteOutcome>,
  ): Promise<WriteOutcome> {
    try {
      const place = await this.placeOf(record.kind);
      if ('list' in place) return await this.make(place.list, record);
      refusing.set(record.kind, place.outcome);
      return place.outcome;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return this.refusal(record.kind, error);
    }
  }

  private async make(list: string, record: RegisterRecord): Promise<WriteOutcome> {
    try {
      await this.link.add(list, recordFields(record));
      return done;
    } catch (error) {
      if (!(error instanceof GraphError) || !maybeTaken.has(error.code)) throw error;
      // Graph's documentation does not say how it answers a key that is taken: whether it is there tells.
      const there = await this.link.texts(list, keyColumn, record.key);
      if (there.length === 0) throw error;
      return done;
    }
  }

  private refusal(kind: RecordKind, error: GraphError): WriteOutcome {
    if (changedPlace.has(error.code)) this.places.delete(kind);
    const outcome = outcomeOf(error);
    // A question that failed wrote nothing.
    return error.failure.method === 'GET'
      ? failed(error.code, { retryAfterMs: outcome.retryAfterMs })
      : outcome;
  }

  private async placeOf(kind: RecordKind): Promise<Place> {
    const known = this.places.get(kind);
    if (known !== undefined) return { list: known };
    const wanted = recordLists.find((one) => one.kind === kind);
    const found = wanted && listIn(await this.link.lists(), wanted);
    if (!found) return { outcome: failed('missing-table', { final: true }) };
    if (unfitColumns(wanted.shapes, await this.link.columns(found.id)).length > 0)
      return { outcome: failed('missing-columns', { final: true }) };
    this.places.set(kind, found.id);
    return { list: found.id };
  }
}

function listIn(lists: readonly FoundList[], { name }: RecordList): FoundList | undefined {
  return lists.find((list) => list.name.toLowerCase() === name.toLowerCase());
}
