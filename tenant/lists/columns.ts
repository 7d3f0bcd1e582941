/** Column definitions: what may be asked for, what every list has from the start, and what a change may touch. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ListError } from './list-error';
import { type ColumnKind, type Facets, kindOf, type ListColumn } from './views';

const maxIndexes = 20;

const facetShapes = {
  text: z.strictObject({
    allowMultipleLines: z.boolean().default(false),
    appendChangesToExistingText: z.literal(false).default(false),
    linesForEditing: z.int().min(0).default(0),
    maxLength: z.int().min(1).max(255).optional(),
    textType: z.enum(['plain', 'richText']).default('plain'),
  }),
  choice: z.strictObject({
    choices: z.array(z.string().min(1).max(255)).min(1),
    allowTextEntry: z.boolean().default(false),
    displayAs: z.enum(['dropDownMenu', 'radioButtons', 'checkBoxes']).default('dropDownMenu'),
  }),
  dateTime: z.strictObject({
    format: z.enum(['dateOnly', 'dateTime']).default('dateTime'),
    displayAs: z.enum(['default', 'friendly', 'standard']).default('standard'),
  }),
  number: z.strictObject({
    decimalPlaces: z.enum(['automatic', 'none', 'one', 'two', 'three', 'four', 'five']).default('automatic'),
    displayAs: z.enum(['number', 'percentage']).default('number'),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
  boolean: z.strictObject({}),
  personOrGroup: z.strictObject({
    allowMultipleSelection: z.literal(false).default(false),
    chooseFromType: z.enum(['peopleOnly', 'peopleAndGroups']).default('peopleOnly'),
    displayAs: z.string().default('account'),
  }),
};

/** Facets of SharePoint the box does not keep. */
const foreignFacets = [
  'calculated',
  'contentApprovalStatus',
  'currency',
  'geolocation',
  'hyperlinkOrPicture',
  'lookup',
  'term',
  'thumbnail',
  'defaultValue',
  'validation',
];

const commonShape = {
  displayName: z.string().trim().min(1).max(255),
  description: z.string().max(1000),
  required: z.boolean(),
  indexed: z.boolean(),
  enforceUniqueValues: z.boolean(),
  hidden: z.boolean(),
  readOnly: z.boolean(),
};
const someFacets = z.object(facetShapes).partial().shape;
const newShape = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,31}$/, 'is 1 to 32 letters, figures and _, no figure first'),
    ...z.object(commonShape).partial().shape,
    ...someFacets,
    columnGroup: z.string().optional(),
    '@odata.type': z.string().optional(),
  })
  .refine((column) => facetsIn(column).length === 1, 'names exactly one kind, such as "text": {}');
const changeShape = z
  .strictObject({
    ...z.object(commonShape).partial().shape,
    name: z.string().optional(),
    ...Object.fromEntries(Object.keys(facetShapes).map((kind) => [kind, z.record(z.string(), z.unknown())])),
  })
  .partial();

const facetsIn = (column: object): ColumnKind[] =>
  (Object.keys(facetShapes) as ColumnKind[]).filter((kind) => kind in column);

function parsed<T>(shape: z.ZodType<T>, body: unknown, what: string): T {
  const foreign = foreignFacets.find(
    (facet) => (body as Record<string, unknown> | null)?.[facet] !== undefined,
  );
  if (foreign !== undefined) throw new ListError('notImitated', `The box keeps no columns with ${foreign}.`);
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('/') ?? '';
  throw new ListError('invalidRequest', `${what}${where && ` ${where}`}: ${issue?.message ?? 'is wrong'}.`);
}

/** The settings of a kind with the defaults the site fills in. */
function completed(facets: Facets): Facets {
  if (!facets.text) return facets;
  const { maxLength, ...text } = facets.text;
  return { text: text.allowMultipleLines ? text : { ...text, maxLength: maxLength ?? 255 } };
}

/** A new column from a request's definition. */
export function newColumn(body: unknown): ListColumn {
  const wanted = parsed(newShape, body, 'The column');
  const [kind = 'text'] = facetsIn(wanted);
  const column = {
    id: randomUUID(),
    name: wanted.name,
    displayName: wanted.displayName ?? wanted.name,
    description: wanted.description ?? '',
    required: wanted.required ?? false,
    indexed: wanted.indexed ?? false,
    enforceUniqueValues: wanted.enforceUniqueValues ?? false,
    hidden: wanted.hidden ?? false,
    readOnly: wanted.readOnly ?? false,
    isSystem: false,
    ...completed({ [kind]: wanted[kind] } as Facets),
  };
  return checkedIndex(column);
}

/** A column after a change; its name and its kind stay. */
export function changedColumn(column: ListColumn, body: unknown): ListColumn {
  if (column.isSystem) throw new ListError('invalidRequest', `The column ${column.name} cannot be changed.`);
  const { name, ...wanted } = parsed(changeShape, body, 'The change of a column');
  if (name !== undefined && name !== column.name) {
    throw new ListError('invalidRequest', 'The name of a column cannot be changed.');
  }
  const kind = kindOf(column);
  if (facetsIn(wanted).some((other) => other !== kind)) {
    throw new ListError('invalidRequest', 'The kind of a column cannot be changed.');
  }
  const change = (wanted as Record<string, unknown>)[kind];
  const facet: unknown = parsed(
    facetShapes[kind] as z.ZodType,
    { ...column[kind], ...(change as object) },
    kind,
  );
  return checkedIndex({ ...column, ...wanted, ...completed({ [kind]: facet } as Facets) });
}

/** A column that is to be unique must be indexed, and long text or several choices cannot be. */
function checkedIndex(column: ListColumn): ListColumn {
  const isLong = column.text?.allowMultipleLines === true || column.choice?.displayAs === 'checkBoxes';
  if (column.indexed && isLong) {
    throw new ListError(
      'invalidRequest',
      `The column ${column.name} cannot be indexed: its kind does not allow it.`,
    );
  }
  if (column.enforceUniqueValues && !column.indexed) {
    throw new ListError(
      'invalidRequest',
      `The column ${column.name} must be indexed to enforce unique values.`,
    );
  }
  return column;
}

/** Refuses a set of columns with two of one name or of one display name, or with more indexes than a list may have. */
export function checkTogether(columns: readonly ListColumn[]): void {
  const shown = columns.filter(({ isSystem }) => !isSystem).map(({ displayName }) => displayName);
  for (const names of [columns.map(({ name }) => name), shown]) {
    const taken = names.find((name, at) =>
      names.slice(0, at).some((other) => other.toLowerCase() === name.toLowerCase()),
    );
    if (taken === undefined) continue;
    throw new ListError('nameAlreadyExists', `A column named '${taken}' already exists in the list.`);
  }
  if (columns.filter(({ indexed }) => indexed).length > maxIndexes) {
    throw new ListError('invalidRequest', `A list may have ${maxIndexes} indexed columns at most.`);
  }
}

const system = (name: string, displayName: string, facets: Facets, hidden = false): ListColumn => ({
  id: randomUUID(),
  name,
  displayName,
  description: '',
  required: false,
  indexed: name === 'ID',
  enforceUniqueValues: false,
  hidden,
  readOnly: true,
  isSystem: true,
  ...facets,
});

const text = facetShapes.text.parse({});
const instant = facetShapes.dateTime.parse({});
const person = facetShapes.personOrGroup.parse({});

/** What every list has: a title people write, and what the site keeps itself. */
export const firstColumns = (): ListColumn[] => [
  { ...system('Title', 'Title', completed({ text })), required: true, readOnly: false, isSystem: false },
  system('ID', 'ID', { number: facetShapes.number.parse({}) }),
  system('Created', 'Created', { dateTime: instant }),
  system('Modified', 'Modified', { dateTime: instant }),
  system('Author', 'Created By', { personOrGroup: person }),
  system('Editor', 'Modified By', { personOrGroup: person }),
  system('_UIVersionString', 'Version', { text }),
  system('Attachments', 'Attachments', { boolean: {} }),
  system('ContentType', 'Content Type', { text }),
];
