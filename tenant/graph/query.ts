/** OData query options the box understands: $select everywhere, $top/$skip/$skiptoken/$count on collections. */
import { GraphRefusal, notImitated } from './errors';
import { type GraphCall, type GraphReply, ok } from './route';

const known = ['$select', '$top', '$skip', '$skiptoken', '$count', '$format'];

const badRequest = (sentence: string): GraphRefusal => new GraphRefusal(400, 'BadRequest', sentence);

/** Refuses query options that would otherwise be ignored in silence; `also` are those of the route itself. */
export function refuseUnknownOptions(call: GraphCall, also: readonly string[]): void {
  for (const name of call.query.keys()) {
    if (name.startsWith('$') && !known.includes(name) && !also.includes(name))
      throw notImitated(call.method, call.path, `Query option ${name}.`);
  }
}

/** A query option that is a whole number; undefined when it is not there. */
export function wholeNumber(call: GraphCall, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw badRequest(`Invalid value '${text.slice(0, 40)}' for ${name} query option found.`);
  return Number(text);
}

/** The address of the next page of a collection. */
export function nextLink(call: GraphCall, skiptoken: string): string {
  const query = new URLSearchParams(call.query);
  query.delete('$skip');
  query.set('$skiptoken', skiptoken);
  return `${call.origin}${call.path}?${query.toString().replaceAll('%24', '$')}`;
}

/** A collection answer. With a page size it pages as the directory does (a nextLink until the end), else $top/$skip cut once. */
export function collection(call: GraphCall, items: readonly object[], pageSize?: number): GraphReply {
  const top = wholeNumber(call, '$top');
  if (pageSize !== undefined && (top === 0 || (top ?? 1) > 999)) {
    throw badRequest('Invalid page size specified. Must be between 1 and 999 inclusive.');
  }
  const skip = wholeNumber(call, '$skiptoken') ?? wholeNumber(call, '$skip') ?? 0;
  const end = skip + (top ?? pageSize ?? items.length);
  return ok({
    ...(call.query.get('$count') === 'true' && { '@odata.count': items.length }),
    ...(pageSize !== undefined && end < items.length && { '@odata.nextLink': nextLink(call, String(end)) }),
    value: items.slice(skip, end),
  });
}

/** The names of $select, or undefined when everything is wanted. */
export function selected(query: URLSearchParams): string[] | undefined {
  const names = query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names && names.length > 0 ? names : undefined;
}

function keep(item: object, names: readonly string[]): object {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => name.startsWith('@') || wanted.has(name.toLowerCase())),
  );
}

/** Applies $select to an entity or to each member of a collection. */
export function applySelect(body: unknown, query: URLSearchParams): unknown {
  const expanded = (query.get('$expand') ?? '').split(/,(?![^(]*\))/).map((part) => part.split('(')[0] ?? '');
  const chosen = selected(query);
  // What says that an entry of a delta answer is no entity is never left out.
  const names = chosen && [...chosen, ...expanded, 'deleted', 'error'];
  if (!names || typeof body !== 'object' || body === null) return body;
  const { value } = body as { value?: unknown };
  if (Array.isArray(value)) return { ...body, value: value.map((item: object) => keep(item, names)) };
  return keep(body, names);
}
