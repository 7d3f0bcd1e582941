/** People at the lists of a site: every act is one save of one item, or a change of the list itself. */
import { typedFields, type TypedField } from '../../register/columns';
import { type RegionId } from '../../register/ids';
import { listColumns, listNameOf, type ListField } from '../../sync/stores/lists/list-columns';
import { ListError } from '../../tenant/lists/list-error';
import { type SiteList } from '../../tenant/lists/site-list';
import { type SiteLists } from '../../tenant/lists/site-lists';
import { currentOf, type Editor, type ListItem } from '../../tenant/lists/views';
import { org } from './cast';
import { hiddenOf, nameOf, riskIdOf, textsOf } from './list-cells';
import { type MadeRow, type Paper, type PaperLine } from './paper';

/** An item as it stands, and where. */
export interface Standing {
  region: RegionId;
  list: SiteList;
  item: ListItem;
}

export class ListPaper implements Paper {
  /** Versions that are older ones brought back, by item and number: which version they were. */
  readonly broughtBack = new Map<string, number>();
  private readonly rowsMade: MadeRow[] = [];
  /** Items that are new no more: a list tells of itself as well. */
  private readonly counted = new Set<string>();
  private readonly release: () => void;

  constructor(private readonly lists: SiteLists) {
    this.release = lists.onChange((list) => this.remember(list));
  }

  close(): void {
    this.release();
  }

  /** The list of a region; it may have another title by now. */
  listOf(region: RegionId): SiteList {
    return this.lists.list(listNameOf(region));
  }

  all(): Standing[] {
    return org.regions.flatMap(({ id: region }) => {
      const list = this.listOf(region);
      return list.items().map((item) => ({ region, list, item }));
    });
  }

  private remember(list: SiteList): void {
    const { name, seq } = list.about();
    const [newest] = list.changedAfter(seq - 1);
    const isNew = newest?.versions.length === 1 && newest.deletedAt === undefined;
    if (!name.startsWith('Risks_') || !isNew || this.counted.has(newest.guid)) return;
    this.counted.add(newest.guid);
    if (currentOf(newest).by.kind !== 'application') return;
    const { riskId } = textsOf(currentOf(newest).fields);
    const others = this.all().filter(({ item }) => item.guid !== newest.guid);
    const stood = others.filter(({ item }) => riskIdOf(textsOf(currentOf(item).fields)) === riskId);
    this.rowsMade.push({ riskId, stood: stood.length });
  }

  made(): MadeRow[] {
    return this.rowsMade.splice(0);
  }

  lines(): PaperLine[] {
    return this.all().map(({ region, item }) => {
      const texts = textsOf(currentOf(item).fields);
      return {
        region,
        index: item.id,
        riskId: riskIdOf(texts),
        typed: Object.fromEntries(typedFields.map((field) => [field, texts[field]])) as PaperLine['typed'],
        over: {},
        formulaIn: [],
        shown: {},
        seq: hiddenOf(texts)?.seq ?? 0,
        check: texts.attention,
      };
    });
  }

  standingOf(line: PaperLine): Standing {
    const list = this.listOf(line.region);
    return { region: line.region, list, item: list.item(line.index) };
  }

  private colleague(): Editor {
    const [person] = this.lists.people.all();
    if (!person) throw new Error('The site has nobody.');
    return person.editor;
  }

  type(line: PaperLine, field: TypedField, text: string): Promise<boolean> {
    return this.write(line, { [field]: text });
  }

  /** One save of several cells, whosever they are; '' empties one. */
  write(line: PaperLine, cells: Partial<Record<ListField, string>>): Promise<boolean> {
    const { list, item } = this.standingOf(line);
    return isTaken(() => list.change(item.id, fieldsOf(cells), this.colleague()));
  }

  insert(region: RegionId, _at: number, typed: Partial<Record<TypedField, string>>): Promise<boolean> {
    return this.add(region, typed);
  }

  /** A new item by the list's form, in which the hidden cell cannot be filled. */
  add(region: RegionId, cells: Partial<Record<ListField, string>>): Promise<boolean> {
    const list = this.listOf(region);
    return isTaken(() => list.add(fieldsOf(cells), this.colleague()));
  }

  remove(line: PaperLine): Promise<boolean> {
    const { list, item } = this.standingOf(line);
    return isTaken(() => list.remove(item.id));
  }

  /** What can be seen of the item, in a new one of another list. */
  copy(line: PaperLine, to: RegionId): Promise<boolean> {
    const { state: _hidden, ...seen } = textsOf(currentOf(this.standingOf(line).item).fields);
    return this.add(to, seen);
  }

  /** An earlier version of the item becomes the newest one, the hidden cell with it. Null when there is none. */
  async restore(line: PaperLine, pick: number): Promise<string | null> {
    const { list, item } = this.standingOf(line);
    const earlier = item.versions.slice(1);
    const version = earlier[pick % Math.max(1, earlier.length)];
    if (!version) return null;
    const next = currentOf(item).number + 1;
    const isDone = await isTaken(() => list.restore(item.id, `${version.number}.0`, this.colleague()));
    if (!isDone) return null;
    this.broughtBack.set(`${item.guid}|${next}`, version.number);
    return `version ${version.number}`;
  }

  /** Columns people can take away: every list has its Title. */
  columns(region: RegionId): string[] {
    const there = new Set(this.listOf(region).columns().map(({ name }) => name)); // prettier-ignore
    return listColumns.map(({ name }) => name).filter((name) => name !== 'Title' && there.has(name));
  }

  removeColumn(region: RegionId, name: string): Promise<boolean> {
    return isTaken(() => this.listOf(region).removeColumn(name));
  }

  renameColumn(region: RegionId, name: string, displayName: string): Promise<boolean> {
    return isTaken(() => this.listOf(region).changeColumn(name, { displayName }));
  }

  renameList(region: RegionId, displayName: string): Promise<boolean> {
    return isTaken(() => this.lists.rename(this.listOf(region).id, { displayName }));
  }

  /** The list no longer knows what it has told to whom. */
  forgetChanges(region: RegionId): Promise<void> {
    return this.listOf(region).expireTokens();
  }

  closed(): ReadonlySet<string> {
    const isWhole = (region: RegionId) => this.columns(region).length === listColumns.length - 1;
    return new Set(org.regions.map(({ id }) => id).filter((region) => !isWhole(region)));
  }
}

const fieldsOf = (cells: Partial<Record<ListField, string>>): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(cells).map(([field, text]) => [nameOf(field as ListField), text === '' ? null : text]),
  );

/** What a list refuses (a Risk ID that is taken, a column that is gone) simply does not happen. */
async function isTaken(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof ListError) return false;
    throw error;
  }
}
