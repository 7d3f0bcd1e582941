/** The items of a list as people see them: texts by field, days as YYYY-MM-DD, and what the service keeps in the hidden cell. */
import { z } from 'zod';
import { cellText } from '../../register/cell-text';
import { pairedFields, type PairedField, type TypedField } from '../../register/columns';
import { isRiskId } from '../../register/ids';
import { listColumns, type ListField } from '../../sync/stores/lists/list-columns';
import { type Fields } from '../../tenant/lists/views';

export type Texts = Record<ListField, string>;

/** What the service wrote into the hidden cell. */
export interface HiddenState {
  key: string;
  seq: number;
  values: Record<string, string>;
  observed: Record<string, string>;
  disputed: PairedField[];
}

const shape = z.object({
  key: z.string().min(1),
  seq: z.number(),
  values: z.record(z.string(), z.string()),
  observed: z.record(z.string(), z.string()),
  disputed: z.array(z.enum(pairedFields)),
});

/** A day falls where its instant does in the site's time zone. */
function textOf(value: Fields[string] | undefined): string {
  const text = value === undefined ? '' : String(value);
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return cellText(text);
  return new Date(text).toLocaleDateString('en-CA', { timeZone: 'Europe/London' });
}

export function textsOf(fields: Fields): Texts {
  return Object.fromEntries(listColumns.map(({ field, name }) => [field, textOf(fields[name])])) as Texts;
}

/** Null when nothing that could be the service's stands there. */
export function hiddenOf({ state }: Texts): HiddenState | null {
  if (state === '') return null;
  try {
    return shape.safeParse(JSON.parse(state)).data ?? null;
  } catch {
    return null; // a person's text: the service cannot have meant it
  }
}

/** The risk a row is about: whom the service wrote to there, else whom the Risk ID column names; '' for nobody. */
export function riskIdOf(texts: Texts): string {
  const key = hiddenOf(texts)?.key ?? '';
  return isRiskId(key) ? key : texts.riskId;
}

export const nameOf = (field: ListField): string =>
  listColumns.find((column) => column.field === field)?.name ?? '';

export const isPaired = (field: ListField | TypedField): field is PairedField =>
  (pairedFields as readonly string[]).includes(field);
