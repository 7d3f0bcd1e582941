/** The items of a list as a table whose cells can be edited one by one. */
import { el } from '../dom';
import { fieldFor } from './field';
import { type Column, type Item, type List, shownColumns, textOf, type Value } from './model';

/** What a person can do to an item. */
export interface TableActs {
  write(item: Item, column: Column, value: Value | null): Promise<void>;
  remove(item: Item): void;
  showVersions(item: Item): void;
}

/** More rows than this make a page slow, and nobody reads them. */
const rowLimit = 100;

/** The table of the items in which the text occurs, and how many there are of them. */
export function tableOf(list: List, text: string, acts: TableActs): { table: HTMLElement; note: string } {
  const columns = shownColumns(list);
  const wanted = text.trim().toLowerCase();
  const found = list.items.filter((item) =>
    columns.some((column) => textOf(list, column, item.fields[column.name]).toLowerCase().includes(wanted)),
  );
  const items = wanted === '' ? list.items : found;
  const heads = columns.map(({ displayName }) => el('th', { scope: 'col' }, displayName));
  const head = el('tr', {}, el('th', { scope: 'col' }, 'ID'), ...heads, el('th', { scope: 'col' }, 'Item'));
  const rows = items.slice(0, rowLimit).map((item) => rowOf(list, columns, item, acts));
  const table = el('table', { class: 'items' }, el('thead', {}, head), el('tbody', {}, ...rows));
  const counted = `${items.length} ${items.length === 1 ? 'item' : 'items'}`;
  const note = items.length > rowLimit ? `${counted}; the first ${rowLimit} are shown. Find narrows them down.` : `${counted}.`; // prettier-ignore
  return { table, note };
}

function rowOf(list: List, columns: Column[], item: Item, acts: TableActs): HTMLElement {
  const cells = columns.map((column) =>
    column.readOnly
      ? el('td', {}, textOf(list, column, item.fields[column.name]))
      : el('td', {}, cellButton(list, column, item, acts)),
  );
  const versions = el(
    'button',
    { class: 'small', 'aria-label': `Versions of item ${item.id}`, onclick: () => acts.showVersions(item) },
    `Version ${item.version}`,
  );
  const remove = el(
    'button',
    { class: 'small', 'aria-label': `Delete item ${item.id}`, onclick: () => acts.remove(item) },
    'Delete',
  );
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, item.id),
    ...cells,
    el('td', { class: 'acts' }, versions, remove),
  );
}

/** Where a cell's button is found again after the table was drawn anew. */
export const cellId = (item: Item, column: Column): string => `cell-${item.id}-${column.name}`;

/** A short text, such as a Risk ID, stands in one line; a long one has room. */
const widthOf = (text: string): string => (text.length <= 16 ? 'short' : text.length > 60 ? 'long' : '');

/** A cell to press; it becomes an input until the value is saved or the edit is given up. */
function cellButton(list: List, column: Column, item: Item, acts: TableActs): HTMLElement {
  const value = item.fields[column.name];
  const text = textOf(list, column, value);
  const label = `${column.displayName} of item ${item.id}: ${text === '' ? 'empty' : text}`;
  const button = el(
    'button',
    { class: `plain cell ${widthOf(text)}`, id: cellId(item, column), 'aria-label': label },
    text,
  );
  button.addEventListener('click', () => {
    const form = cellForm(list, column, value, `${column.displayName} of item ${item.id}`);
    const close = (): void => {
      form.element.replaceWith(button);
      button.focus();
    };
    form.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void acts.write(item, column, form.read());
    });
    form.element.addEventListener('reset', (event) => {
      event.preventDefault();
      close();
    });
    form.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close();
    });
    button.replaceWith(form.element);
    form.input.focus();
  });
  return button;
}

function cellForm(list: List, column: Column, value: Value | undefined, label: string) {
  const { element, input, read } = fieldFor(list, column, value);
  input.setAttribute('aria-label', label);
  const buttons = el(
    'div',
    { class: 'cell-buttons' },
    el('button', { type: 'submit', class: 'small primary' }, 'Save'),
    el('button', { type: 'reset', class: 'small' }, 'Cancel'),
  );
  return { element: el('form', { class: 'cell-form' }, element, buttons), input, read };
}
