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
    if (!wanted) throw new Error(`No list for ${kind}`);
    const found = await find(this.link, wanted, await this.link.lists());
    if ('trouble' in found) return { outcome: failed(found.trouble, { final: true }) };
    this.places.set(kind, found.list);
    return found;
  }
}

/** What of the lists of records is missing or of another kind, as code and name; nothing when all can take records. */
export async function recordListTroubles(link: ListLink): Promise<string[]> {
  const lists = await link.lists();
  const troubles: string[] = [];
  for (const wanted of recordLists) {
    const found = await find(link, wanted, lists);
    if ('trouble' in found) troubles.push(`${found.trouble}: ${wanted.name}`);
  }
  return troubles;
}

type Found = { list: string } | { trouble: 'missing-table' | 'missing-columns' };

async function find(link: ListLink, wanted: RecordList, lists: readonly FoundList[]): Promise<Found> {
  const list = listIn(lists, wanted);
  if (!list) return { trouble: 'missing-table' };
  const unfit = unfitColumns(wanted.shapes, await link.columns(list.id));
  return unfit.length > 0 ? { trouble: 'missing-columns' } : { list: list.id };
}

function listIn(lists: readonly FoundList[], { name }: RecordList): FoundList | undefined {
  return lists.find((list) => list.name.toLowerCase() === name.toLowerCase());
}
