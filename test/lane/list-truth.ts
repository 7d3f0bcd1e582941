/** Who put what into which cell of which item, and when: from the items' own versions, which say who saved each. */
import { type RegionId } from '../../register/ids';
import { type ListField } from '../../sync/stores/lists/list-columns';
import { type ItemVersion, type ListItem } from '../../tenant/lists/views';
import { textsOf, type Texts } from './list-cells';
import { type ListPaper } from './list-paper';

/** When a person put the text that stands in a cell now; absent where the service wrote last. */
export type TypedAt = Partial<Record<ListField, number>>;

/** A save by the service. */
export interface ServiceSave {
  region: RegionId;
  guid: string;
  /** Null for an item it made. */
  before: Texts | null;
  after: Texts;
  /** As it was before. */
  typedAt: TypedAt;
  /** Step of the service's last save before in a cell of this item. */
  writtenAt: Partial<Record<ListField, number>>;
}

interface Known {
  number: number;
  typedAt: TypedAt;
  writtenAt: Partial<Record<ListField, number>>;
  /** As each version left it, for whoever brings one back. */
  past: Map<number, TypedAt>;
}

export class ListTruth {
  private readonly items = new Map<string, Known>();

  constructor(private readonly paper: ListPaper) {}

  /** What stands in the item's cells, by whom. */
  typedAt({ guid }: ListItem): TypedAt {
    return this.items.get(guid)?.typedAt ?? {};
  }

  /** Follows what was saved since the last call; answers the saves by the service, each item's in order. */
  follow(step: number, regions: readonly RegionId[]): ServiceSave[] {
    return regions.flatMap((region) =>
      this.paper
        .listOf(region)
        .changedAfter(0)
        .flatMap((item) => this.followItem(step, region, item)),
    );
  }

  private followItem(step: number, region: RegionId, item: ListItem): ServiceSave[] {
    const known = this.items.get(item.guid) ?? { number: 0, typedAt: {}, writtenAt: {}, past: new Map() };
    this.items.set(item.guid, known);
    const saves: ServiceSave[] = [];
    for (const version of item.versions.filter(({ number }) => number > known.number).reverse()) {
      const earlier = item.versions.find(({ number }) => number === version.number - 1);
      const [before, after] = [earlier ? textsOf(earlier.fields) : null, textsOf(version.fields)];
      if (version.by.kind === 'application')
        saves.push({ region, guid: item.guid, before, after, typedAt: { ...known.typedAt }, writtenAt: { ...known.writtenAt } }); // prettier-ignore
      this.take(step, known, { item, version, before, after });
    }
    return saves;
  }

  private take(
    step: number,
    known: Known,
    save: { item: ListItem; version: ItemVersion; before: Texts | null; after: Texts },
  ): void {
    const { item, version, before, after } = save;
    const isService = version.by.kind === 'application';
    const back = this.paper.broughtBack.get(`${item.guid}|${version.number}`);
    if (back !== undefined) known.typedAt = { ...known.past.get(back) };
    else
      for (const field of changedIn(before, after)) {
        if (isService) delete known.typedAt[field];
        else known.typedAt[field] = step;
        if (isService) known.writtenAt[field] = step;
      }
    known.past.set(version.number, { ...known.typedAt });
    known.number = version.number;
  }
}

/** Fields whose text the save made another. */
export function changedIn(before: Texts | null, after: Texts): ListField[] {
  return (Object.keys(after) as ListField[]).filter((field) => (before?.[field] ?? '') !== after[field]);
}
