/** The lists page: the site's lists as a colleague who edits them sees them. */
import { getJson, postJson } from '../api';
import { el } from '../dom';
import { on } from '../live';
import { type Page, type Session } from '../session';
import { orToast, toast } from '../toast';
import { addForm } from './add-form';
import { type Item, type List, type ListHead, type Version } from './model';
import { cellId, tableOf } from './table';
import { versionsPanel } from './versions';

/** Changes come in floods; the page looks again at most this often. */
const REFRESH_MS = 500;

/** Shows the list of the address, else the first; keeps it up to date unless somebody is typing. */
export const listsPage: Page = (view, session, query) => {
  const room = new ListsRoom(session, query.get('list'));
  view.append(room.root);
  void room.load();
  return on('list', () => room.refreshSoon());
};

class ListsRoom {
  readonly root = el('div', { class: 'lists' });
  private readonly chooser = el('select', { id: 'list' });
  private readonly finder = el('input', { type: 'search', id: 'find' });
  private readonly note = el('p', { class: 'hint', role: 'status' });
  private readonly table = el('div', {
    class: 'items-frame',
    tabindex: '0',
    role: 'region',
    'aria-label': 'Items',
  });
  private readonly beside = el('div', {});
  private readonly adding = el('div', {});
  private list: List | undefined;
  private refreshing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    private wanted: string | null,
  ) {
    this.chooser.addEventListener('change', () => {
      this.wanted = this.chooser.value;
      this.beside.replaceChildren();
      this.list = undefined;
      void this.load();
    });
    this.finder.addEventListener('input', () => this.drawTable());
    const choose = el('div', {}, el('label', { for: 'list' }, 'List'), this.chooser);
    const find = el('div', {}, el('label', { for: 'find' }, 'Find'), this.finder);
    const bar = el('div', { class: 'list-bar' }, choose, find);
    this.root.append(el('h1', {}, 'Lists'), bar, this.note, this.table, this.beside, this.adding);
  }

  /** Loads the lists and the one that is looked at. */
  load(): Promise<void> {
    return orToast(async () => {
      const heads = await getJson<ListHead[]>('/lists.json');
      const head = heads.find(({ id }) => id === this.wanted) ?? heads[0];
      const options = heads.map(({ id, displayName }) => el('option', { value: id, selected: id === head?.id }, displayName)); // prettier-ignore
      this.chooser.replaceChildren(...options);
      if (!head) return void (this.note.textContent = 'The site has no lists.');
      const isOther = this.list?.id !== head.id;
      this.list = await getJson<List>(`/lists.json?list=${head.id}`);
      this.drawTable();
      if (isOther)
        this.adding.replaceChildren(addForm(this.list, (fields) => this.did({ fields }, 'Added.')));
    });
  }

  /** Looks again soon, unless a cell is being edited: what is typed must not vanish. */
  refreshSoon(): void {
    this.refreshing ??= setTimeout(() => {
      this.refreshing = undefined;
      if (this.isEditing()) this.refreshSoon();
      else void this.load();
    }, REFRESH_MS);
  }

  private isEditing(): boolean {
    return this.table.querySelector('form') !== null;
  }

  private drawTable(): void {
    const { list } = this;
    if (!list) return;
    const { table, note } = tableOf(list, this.finder.value, {
      write: async (item, column, value) => {
        const fields = { [column.name]: value };
        const isSaved = await this.did({ id: item.id, eTag: item.eTag, fields }, 'Saved.');
        if (isSaved) this.table.querySelector<HTMLElement>(`#${cellId(item, column)}`)?.focus();
      },
      remove: (item) => {
        if (!confirm(`Delete item ${item.id} from the list?`)) return;
        void this.did({ id: item.id, delete: true }, 'Deleted.');
      },
      showVersions: (item) => void this.showVersions(item),
    });
    this.table.replaceChildren(table);
    this.note.textContent = note;
  }

  private showVersions(item: Item): Promise<void> {
    return orToast(async () => {
      const { list } = this;
      if (!list) return;
      const found = await getJson<{ id: string; versions: Version[] }>(
        `/lists.json?list=${list.id}&item=${item.id}`,
      );
      const panel = versionsPanel(list, found, {
        restore: (restore) => {
          this.beside.replaceChildren();
          void this.did({ id: item.id, restore }, `Version ${restore} is back.`);
        },
        close: () => this.beside.replaceChildren(),
      });
      this.beside.replaceChildren(panel);
      panel.querySelector('h2')?.focus();
    });
  }

  /** Does something to the list as the persona and shows the list as it is then; what failed to be saved stays in its input. */
  private async did(what: object, done: string): Promise<boolean> {
    let isDone = false;
    await orToast(async () => {
      await postJson('/lists.json', { list: this.list?.id, as: this.session.person?.id, ...what });
      isDone = true;
      toast(done);
    });
    if (isDone || !this.isEditing()) await this.load();
    return isDone;
  }
}
