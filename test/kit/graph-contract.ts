/** Holds answers against Microsoft's published shapes: an OpenAPI subset that lies beside the project, when it is there. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  nullable?: boolean;
  additionalProperties?: boolean;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
}

interface Answered {
  $ref?: string;
  content?: Record<string, { schema: Schema }>;
}

interface Document {
  paths: Record<string, Record<string, { responses?: Record<string, Answered> }>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Answered> };
}

/** One answer to hold against the contract; the path begins after /v1.0, without a query. */
export interface Observed {
  method: string;
  path: string;
  status: number;
  body: unknown;
}

/** Where the contract is looked for. */
export const contractPath = (): string =>
  process.env['CRR_GRAPH_CONTRACT'] ??
  resolve(__dirname, '../../../shared/contracts/graph-openapi-subset.json');

/** The contract, or null when the file is not there (a fresh clone does not have it). */
export function loadGraphContract(path = contractPath()): GraphContract | null {
  return existsSync(path) ? new GraphContract(JSON.parse(readFileSync(path, 'utf8')) as Document) : null;
}

const asPattern = (template: string): RegExp => {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\{[^}]+\}/g, '[^/]+')}$`, 'i');
};

const formats: Record<string, (value: unknown) => boolean> = {
  'date-time': (value) => /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(String(value)),
  uuid: (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(value)),
};

const types: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
};

const isOpenPart = (part: Schema): boolean =>
  part.additionalProperties === true &&
  Object.keys(part.properties ?? {}).every((name) => name.startsWith('@odata.'));

/** What an answer says beside its properties, such as an item's `@microsoft.graph.downloadUrl`; the shapes declare none of it. */
const isAnnotation = (name: string): boolean => /^@(odata|microsoft\.graph)\./.test(name);

/** Checks answers property by property. */
export class GraphContract {
  private readonly templates: { pattern: RegExp; template: string }[];

  constructor(private readonly document: Document) {
    const keys = (template: string): number => template.split('{').length;
    const literal = (template: string): number => template.replace(/\{[^}]+\}/g, '').length;
    this.templates = Object.keys(document.paths)
      .sort((a, b) => keys(a) - keys(b) || literal(b) - literal(a))
      .map((template) => ({ template, pattern: asPattern(template) }));
  }

  /** What is wrong with an answer, in sentences; `unknown operation` when the contract does not have it. */
  problems({ method, path, status, body }: Observed): string[] {
    const decoded = decodeURIComponent(path);
    const found = this.templates
      .filter(({ pattern }) => pattern.test(decoded))
      .map(({ template }) => this.document.paths[template]?.[method.toLowerCase()])
      .find((candidate) => candidate !== undefined);
    if (!found) return ['unknown operation'];
    const named = found.responses?.[String(status)] ?? found.responses?.[`${Math.floor(status / 100)}XX`];
    if (!named) return [`status ${status} is not one of ${Object.keys(found.responses ?? {}).join(', ')}`];
    const answered = named.$ref
      ? this.document.components.responses[String(named.$ref.split('/').pop())]
      : named;
    const schema = Object.values(answered?.content ?? {})[0]?.schema;
    if (!schema) return body === undefined ? [] : ['a body where none is declared'];
    return body === undefined ? ['no body where one is declared'] : this.check(schema, body, '$');
  }

  private resolve(schema: Schema): Schema {
    return schema.$ref
      ? (this.document.components.schemas[String(schema.$ref.split('/').pop())] ?? {})
      : schema;
  }

  /** A schema and everything it is made of, as one list. */
  private parts(schema: Schema): Schema[] {
    const own = this.resolve(schema);
    return [own, ...(own.allOf ?? []).flatMap((part) => this.parts(part))];
  }

  private check(declared: Schema, value: unknown, at: string): string[] {
    const schema = this.resolve(declared);
    if (schema.anyOf) return this.checkAny(schema.anyOf, value, at);
    const parts = this.parts(schema);
    if (value === null) return this.mayBeNull(declared, parts) ? [] : [`${at} is null`];
    const kind = parts.find(({ type }) => type !== undefined)?.type;
    if (kind === 'array') {
      if (!Array.isArray(value)) return [`${at} is not an array`];
      const items = parts.find((part) => part.items)?.items ?? {};
      return value.flatMap((item, index) => this.check(items, item, `${at}[${index}]`));
    }
    if (kind === 'object') return this.checkObject(parts, value, at);
    return this.checkScalar(parts, value, at);
  }

  private mayBeNull(declared: Schema, parts: Schema[]): boolean {
    const isOpen = parts.every(({ type }) => type === undefined) && parts.every((part) => !part.enum);
    return declared.nullable === true || isOpen || parts.some(({ nullable }) => nullable === true);
  }

  /** The derived contract writes "this or null" as anyOf with an empty nullable object. */
  private checkAny(choices: Schema[], value: unknown, at: string): string[] {
    const real = choices.filter((choice) => choice.$ref !== undefined || choice.properties !== undefined);
    if (value === null) return choices.some(({ nullable }) => nullable) ? [] : [`${at} is null`];
    const results = real.map((choice) => this.check(choice, value, at));
    return results.find((problems) => problems.length === 0) ?? results[0] ?? [];
  }

  private checkObject(parts: Schema[], value: unknown, at: string): string[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return [`${at} is not an object`];
    const actual = (value as { '@odata.type'?: string })['@odata.type']?.slice(1);
    const subtype = actual === undefined ? undefined : this.document.components.schemas[actual];
    const all = subtype ? this.parts(subtype) : parts;
    const properties: Record<string, Schema> = Object.assign({}, ...all.map((part) => part.properties ?? {}));
    // Directory types are open in the metadata (schema extensions); an undeclared property of ours would still be a mistake.
    // So is a part that declares nothing: the cells of a list item are named by its columns.
    const isOpen = Object.keys(properties).length === 0 || all.some(isOpenPart);
    const missing = all.flatMap((part) => part.required ?? []).filter((name) => !(name in value));
    const problems = Object.entries(value).flatMap(([name, inner]) => {
      const schema = properties[name];
      if (schema) return this.check(schema, inner, `${at}.${name}`);
      return isOpen || isAnnotation(name) ? [] : [`${at}.${name} is not declared`];
    });
    return [...missing.map((name) => `${at}.${name} is missing`), ...problems];
  }

  private checkScalar(parts: Schema[], value: unknown, at: string): string[] {
    const wrong = parts.some(
      ({ type, format, enum: allowed }) =>
        (type !== undefined && types[type]?.(value) === false) ||
        (format !== undefined && formats[format]?.(value) === false) ||
        (allowed !== undefined && !allowed.includes(value)),
    );
    return wrong ? [`${at} is ${JSON.stringify(value)}, which is not of the declared type`] : [];
  }
}
