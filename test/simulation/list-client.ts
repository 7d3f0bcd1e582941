/** The lists' side of a process: a mirror fed by what each list tells of its changes, and writes that name the version they mean. */
import { pairedFields, type PairedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { cellAfter } from '../../register/shared-cell';
import {
  type Cut,
  type CutRow,
  type Publication,
  type RowToAppend,
  type WriteOutcome,
} from '../../register/store';
import { fingerprintOf } from '../../sync/protocol/hand-rows';
import { type Client } from './client';
import {
  idOf,
  patch,
  post,
  stateOf,
  tellAll,
  tellChanges,
  type ItemChange,
  type Patched,
  type Untold,
} from './list-world';
import { outcomeOf } from './sheet-client';
import { read, write, type Answer, type Line, type Pace, type Surroundings } from './wire';
import { asRead, type World, type WorldRow } from './world';

/** How often a list is read in full, in case it has forgotten to tell something. */
export const sweepMs = 8 * 60_000;
/** How often a write is tried again after somebody changed the item. */
const meetings = 5;
/** No request begins later in a call than this, so that its last one is over before the tenure is. */
export const budgetMs = 12_000;

interface Mirror {
  token: number;
  items: Map<number, WorldRow>;
  fullAt: number;
}

export function listClient(
  around: Surroundings,
  line: Line,
  parts: { world: World; untold: Untold },
): Client {
  return new ListClient(around, line, parts.world, parts.untold);
}

class ListClient implements Client {
  private readonly mirrors = new Map<string, Mirror>();
  /** When the call under way began. */
  private began = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly line: Line,
    private readonly world: World,
    private readonly untold: Untold,
  ) {}

  /** One list after the other: people may go from one to the other in between. */
  *read(knownTag: string | null): ReturnType<Client['read']> {
    for (const region of this.world.regionIds) {
      if (this.world.state.lost.includes(region)) continue;
      const trouble = yield* this.readList(region);
      if (trouble) return { kind: 'unavailable', ...trouble };
    }
    const tag = this.tag();
    return tag === knownTag ? { kind: 'unchanged' } : { kind: 'cut', cut: this.cut(tag) };
  }

  private *readList(region: string): Generator<Pace, { code: string; retryAfterMs: number | null } | null> {
    const { around, world } = this;
    const mirror = this.mirrors.get(region);
    const isFull = mirror === undefined || around.now() - mirror.fullAt >= sweepMs;
    if (isFull) around.note('full-reading');
    const look = (staleMs: number) => {
      const view = world.seen(around.now(), staleMs);
      if (isFull) return tellAll(view, region);
      const { token, items } = mirror;
      return tellChanges(world, view, { region, token, known: items.keys(), untold: this.untold });
    };
    const answer = yield* read(around, this.line, look);
    if ('code' in answer) {
      if (answer.code === 'delta-gone') this.mirrors.delete(region);
      return answer;
    }
    const { changed, removed, token } = answer.body;
    const items = new Map(isFull ? [] : mirror.items);
    for (const uid of removed) items.delete(uid);
    for (const item of changed) items.set(item.uid, item);
    this.mirrors.set(region, { token, items, fullAt: isFull ? around.now() : mirror.fullAt });
    return null;
  }

  private tag(): string {
    let tag = `${this.world.state.lost.join()}#`;
    for (const { items } of this.mirrors.values())
      for (const { uid, version } of items.values()) tag += `${uid}.${version},`;
    return tag;
  }

  private cut(tag: string): Cut {
    const { lost } = this.world.state;
    const regions = this.world.regionIds.map((region) => {
      const items = lost.includes(region) ? [] : [...(this.mirrors.get(region)?.items.values() ?? [])];
      return { region, rows: items.map(cutRow), formulas: emptied(items) };
    });
    return {
      tag,
      carrier: 'rows',
      regions,
      events: regions.flatMap(({ region }) => this.itemsOf(region).flatMap((item) => item.carried ?? [])),
      problems: lost.map((region) => ({ code: 'missing-table', region: region as RegionId, object: region })),
    };
  }

  private itemsOf(region: string): WorldRow[] {
    return this.world.state.lost.includes(region)
      ? []
      : [...(this.mirrors.get(region)?.items.values() ?? [])];
  }

  *appendRows(region: RegionId, rows: readonly RowToAppend[]): Generator<Pace, WriteOutcome> {
    this.began = this.around.now();
    for (const row of rows) {
      if (this.isLate()) return later;
      if (this.world.state.lost.includes(region))
        return { kind: 'failed', code: 'not-found', retryAfterMs: null, final: true };
      const answer = yield* write(this.around, this.line, () => post(this.world, this.around.now(), region, row)); // prettier-ignore
      if (answer.kind !== 'ok') return outcomeOf(answer);
      if (answer.body === 'id-taken') this.around.note('id-taken');
    }
    return { kind: 'ok' };
  }

  *publish(events: readonly Publication[]): Generator<Pace, WriteOutcome> {
    this.began = this.around.now();
    const refused: string[] = [];
    let unknown: WriteOutcome | null = null;
    for (const event of events) {
      const outcome = yield* this.publishOne(event);
      if (outcome.kind === 'ok') continue;
      if (outcome.kind === 'failed' && outcome.final) refused.push(event.key);
      else if (outcome.kind === 'failed' || unknown !== null || outcome.retryAfterMs !== null)
        return unknown === null ? outcome : { ...unknown, retryAfterMs: outcome.retryAfterMs };
      else unknown = outcome;
    }
    if (unknown !== null) this.around.note('unknown-by-itself');
    if (refused.length === 0 || unknown !== null) return unknown ?? { kind: 'ok' };
    this.around.note('refused-by-itself');
    return { kind: 'failed', code: 'refused', retryAfterMs: null, final: true, refused };
  }

  private *publishOne(event: Publication): Generator<Pace, WriteOutcome> {
    for (const region of this.world.regionIds)
      for (const item of this.itemsOf(region).filter((one) => isFor(region, one, event))) {
        const outcome = yield* this.change(region, item, (now) => published(region, now, event));
        if (outcome.kind !== 'ok') return outcome;
      }
    return { kind: 'ok' };
  }

  /** An emptied cell gets back what is in effect, never one in which a person has written. */
  *repair(region: RegionId, column: string): Generator<Pace, WriteOutcome> {
    this.began = this.around.now();
    const field = column.slice('now:'.length) as PairedField;
    for (const item of this.itemsOf(region)) {
      if (!isEmptied(item, field)) continue;
      const outcome = yield* this.change(region, item, (now) =>
        isEmptied(now, field) && now.carried
          ? { cells: { [field]: now.carried.values[field] }, event: null }
          : null,
      );
      if (outcome.kind !== 'ok') return outcome;
    }
    return { kind: 'ok' };
  }

  private isLate(): boolean {
    return this.around.now() - this.began > budgetMs;
  }

  /** Changes an item as it stands: whoever was quicker is read first. */
  private *change(
    region: string,
    item: WorldRow,
    make: (now: WorldRow) => ItemChange | null,
  ): Generator<Pace, WriteOutcome> {
    const { around, world } = this;
    let now = item;
    for (let meeting = 0; meeting < meetings; meeting++) {
      const change = make(now);
      if (change === null) return { kind: 'ok' };
      if (this.isLate()) return later;
      const place = { region, uid: now.uid, ifMatch: now.version };
      const answer: Answer<Patched> = yield* write(around, this.line, () => patch(world, around.now(), place, change)); // prettier-ignore
      if (answer.kind !== 'ok' || answer.body !== 'changed-meanwhile') return outcomeOf(answer);
      around.note('changed-meanwhile');
      const fresh = yield* read(around, this.line, (staleMs) =>
        world.seen(around.now(), staleMs).state.regions[region]?.find((one) => one.uid === item.uid),
      );
      if ('code' in fresh) return { kind: 'failed', ...fresh, final: false };
      if (!fresh.body) return { kind: 'ok' };
      now = fresh.body;
    }
    return later;
  }
}

const later: WriteOutcome = { kind: 'failed', code: 'later', retryAfterMs: null, final: false };

function isFor(region: RegionId, item: WorldRow, event: Publication): boolean {
  if (item.carried?.key === event.key) return true;
  if (event.key.startsWith('new:'))
    return idOf(item) === '' && fingerprintOf(region, { typed: asRead(item.typed) }) === event.key;
  return item.carried === null && item.riskId.trim() === event.key;
}

/** What a publication makes of an item; null when it holds the same or newer. */
function published(region: RegionId, item: WorldRow, event: Publication): ItemChange | null {
  const { carried } = item;
  // Read anew after somebody was quicker, it may be another line by now.
  if (!isFor(region, item, event) || (carried?.key === event.key && carried.seq >= event.seq)) return null;
  const cells: ItemChange['cells'] = {};
  if (!event.key.startsWith('new:'))
    for (const field of pairedFields) {
      const text = asRead(item.typed)[field];
      const next = cellAfter(carried, { field, text }, event);
      if (next !== null && next !== text) cells[field] = next;
    }
  const shown = event.key.startsWith('new:') ? item.shown : event.values;
  return { carried: stateOf(event), shown, cells, event: { seq: event.seq, key: event.key } };
}

function isEmptied(item: WorldRow, field: PairedField): boolean {
  return item.carried !== null && asRead(item.typed)[field] === '' && item.carried.values[field] !== '';
}

function emptied(items: readonly WorldRow[]) {
  return pairedFields
    .filter((field) => items.some((item) => isEmptied(item, field)))
    .map((field) => ({ column: `now:${field}` as const, constants: false }));
}

function cutRow(item: WorldRow, index: number): CutRow {
  const { carried } = item;
  return {
    riskId: idOf(item),
    typed: asRead(item.typed),
    typedOver: {},
    formulaIn: [],
    carried,
    place: 'table',
    line: index + 1,
  };
}
