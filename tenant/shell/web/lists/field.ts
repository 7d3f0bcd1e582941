/** The input that fits a column: a date, a choice, a person, a number or text. */
import { el } from '../dom';
import { type Column, inputValue, type List, type Value, writtenValue } from './model';

/** An input and what it holds, as the list takes it. */
export interface Field {
  element: HTMLElement;
  /** What gets the focus and the label. */
  input: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  read(): Value | null;
}

let count = 0;

function select(
  options: { value: string; text: string }[],
  chosen: string[],
  isMany = false,
): HTMLSelectElement {
  const box = el('select', { multiple: isMany });
  if (!isMany) box.append(el('option', { value: '' }, ''));
  for (const { value, text } of options) {
    box.append(el('option', { value, selected: chosen.includes(value) }, text));
  }
  return box;
}

function optionsOf(list: List, column: Column): { value: string; text: string }[] | null {
  if (column.kind === 'personOrGroup') {
    return list.people.map(({ lookupId, displayName }) => ({ value: String(lookupId), text: displayName }));
  }
  if (column.kind === 'boolean') {
    return [
      { value: 'true', text: 'Yes' },
      { value: 'false', text: 'No' },
    ];
  }
  const isClosed = column.kind === 'choice' && column.allowTextEntry !== true;
  return isClosed ? (column.choices ?? []).map((choice) => ({ value: choice, text: choice })) : null;
}

function typed(column: Column, value: Value | undefined): HTMLInputElement | HTMLTextAreaElement {
  if (column.isLong === true) {
    const area = el('textarea', { rows: 3 });
    area.value = inputValue(column, value);
    return area;
  }
  const dates = column.isDay === true ? 'date' : 'datetime-local';
  const type = column.kind === 'dateTime' ? dates : column.kind === 'number' ? 'number' : 'text';
  const input = el('input', { type, step: column.kind === 'number' ? 'any' : undefined });
  input.value = inputValue(column, value);
  return input;
}

/** The input of a column with a value in it. */
export function fieldFor(list: List, column: Column, value?: Value): Field {
  if (column.isMany === true) {
    const options = (column.choices ?? []).map((choice) => ({ value: choice, text: choice }));
    const box = select(options, Array.isArray(value) ? value : [], true);
    const read = (): Value | null => {
      const chosen = [...box.selectedOptions].map((option) => option.value);
      return chosen.length === 0 ? null : chosen;
    };
    return { element: box, input: box, read };
  }
  const options = optionsOf(list, column);
  const input = options ? select(options, [inputValue(column, value)]) : typed(column, value);
  const read = (): Value | null => writtenValue(column, input.value);
  if (column.kind !== 'choice' || options) return { element: input, input, read };
  count += 1;
  const id = `choices-${count}`;
  input.setAttribute('list', id);
  const choices = (column.choices ?? []).map((choice) => el('option', { value: choice }));
  return { element: el('span', {}, input, el('datalist', { id }, ...choices)), input, read };
}
