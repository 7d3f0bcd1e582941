/** The form for a new item. */
import { el } from '../dom';
import { type Field, fieldFor } from './field';
import { type Column, type List, type Value, writtenColumns } from './model';

/** A closed panel with an input for each column people may write; `add` answers whether the item was taken. */
export function addForm(list: List, add: (fields: Record<string, Value>) => Promise<boolean>): HTMLElement {
  const fields = writtenColumns(list).map((column) => ({ column, field: fieldFor(list, column) }));
  const rows = fields.map(({ column, field }, at) => labelled(column, field, `new-${at}`));
  const form = el('form', { class: 'new-item' }, ...rows);
  form.append(el('div', { class: 'buttons' }, el('button', { type: 'submit', class: 'primary' }, 'Add')));
  const panel = el('details', { class: 'panel' }, el('summary', {}, 'Add an item'), form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const written: Record<string, Value> = {};
    for (const { column, field } of fields) {
      const value = field.read();
      if (value !== null) written[column.name] = value;
    }
    void add(written).then((isAdded) => {
      if (!isAdded) return;
      form.reset();
      panel.open = false;
    });
  });
  return panel;
}

function labelled(column: Column, field: Field, id: string): HTMLElement {
  field.input.id = id;
  if (column.required) field.input.required = true;
  const mark = column.required ? ' (needed)' : '';
  return el(
    'div',
    { class: 'new-field' },
    el('label', { for: id }, `${column.displayName}${mark}`),
    field.element,
  );
}
