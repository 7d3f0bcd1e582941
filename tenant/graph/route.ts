/** A small router for Graph's addresses: segments, `{keys}` and OData functions such as `range(address={a})`. */
import { type IncomingHttpHeaders } from 'node:http';

/** One request as a handler sees it. */
export interface GraphCall {
  method: string;
  /** As sent, without the query; for messages and the wire record. */
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Parsed JSON, or bytes for `/content`, or undefined without a body. */
  body: unknown;
  /** http://host:port this request came to. */
  origin: string;
  /** Who asks: the app, and the person in whose name it asks if there is one. */
  client: { appId: string; userId?: string };
  /** False when a fault asks for an answer that looks like success and keeps nothing. */
  persist: boolean;
  /** What else a fault asks of the handler. */
  twist: Twist;
}

/** Faults that only the handler can carry out; without any it is empty. */
export interface Twist {
  /** Reads show the state of this many milliseconds ago. */
  staleMs?: number;
  /** Somebody writes these cells of the item, or deletes it, just before the request is carried out. */
  edit?: Record<string, unknown> | 'delete';
  /** A delta answer leaves its last change for the next one, tells an item twice, or holds an error in place of one. */
  delta?: 'gap' | 'twice' | 'error';
}

/** What a handler answers. */
export interface GraphReply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export type GraphHandler = (call: GraphCall) => Promise<GraphReply> | GraphReply;

/** One line of a routing table; `path` uses `{name}` for a whole segment or a function's argument. */
export interface GraphRoute {
  method: string;
  path: string;
  handle: GraphHandler;
  /** Query options the handler understands besides those that are understood everywhere. */
  options: readonly string[];
}

/** A routing-table line. */
export const route = (
  method: string,
  path: string,
  handle: GraphHandler,
  options: readonly string[] = [],
): GraphRoute => ({ method, path, handle, options });

/** 200 with a body. */
export const ok = (body: unknown): GraphReply => ({ status: 200, body });

const functionForm = /^([A-Za-z]+)\((.*)\)$/s;

/** Splits a raw path into decoded segments; null when an escape is broken. */
export function segmentsOf(rawPath: string): string[] | null {
  try {
    return rawPath
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment));
  } catch {
    // A broken percent escape is answered as 400 by the caller.
    return null;
  }
}

/** `address='Sheet1!A1',other=2` as a record; quotes doubled inside a string stand for one. Null when malformed. */
function argumentsOf(text: string): Record<string, string> | null {
  const found: Record<string, string> = {};
  const form = /\s*([A-Za-z]+)\s*=\s*(?:'((?:[^']|'')*)'|([^,']*))\s*(?:,|$)/gy;
  while (form.lastIndex < text.length) {
    const match = form.exec(text);
    if (!match) return null;
    found[String(match[1])] = match[2]?.replaceAll("''", "'") ?? String(match[3]).trim();
  }
  return found;
}

function matchFunction(pattern: string, segment: string, params: Record<string, string>): boolean {
  const want = functionForm.exec(pattern);
  const got = functionForm.exec(segment) ?? functionForm.exec(`${segment}()`);
  if (!want || !got || want[1]?.toLowerCase() !== got[1]?.toLowerCase()) return false;
  const wanted = argumentsOf(String(want[2]));
  const given = argumentsOf(String(got[2]));
  if (!wanted || !given || Object.keys(wanted).length !== Object.keys(given).length) return false;
  for (const [name, placeholder] of Object.entries(wanted)) {
    const value = given[name];
    if (value === undefined) return false;
    params[placeholder.slice(1, -1)] = value;
  }
  return true;
}

function matchSegment(pattern: string, segment: string, params: Record<string, string>): boolean {
  if (pattern.startsWith('{')) {
    params[pattern.slice(1, -1)] = segment;
    return true;
  }
  const bare = segment.replace(/^microsoft\.graph\.(?!user$)/i, '');
  if (functionForm.test(pattern)) return matchFunction(pattern, bare, params);
  return pattern.toLowerCase() === bare.toLowerCase();
}

/** The parameters when the pattern fits the segments, else null. */
export function matchPath(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/').filter((part) => part !== '');
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  return parts.every((part, index) => matchSegment(part, String(segments[index]), params)) ? params : null;
}
