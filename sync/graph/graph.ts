/** Microsoft Graph as the product uses it: one request and its answer. */

/** One request. Places such as {item} in the path are filled from `parts`; only the template is told in errors. */
export interface GraphCall {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  /** A pre-authenticated address Graph has just told. It is asked instead, without our token, and the path only names it in errors. */
  address?: string;
  parts?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  bytes?: Uint8Array;
  /** What the answer holds; json unless told. Nothing is read of a 304. */
  expect?: 'json' | 'bytes';
  /** Milliseconds until the request is given up; a write is then unknown. */
  timeoutMs?: number;
}

/** Microsoft Graph as the product uses it. Every failure is a GraphError. */
export interface Graph {
  /** GET is repeated within limits; everything else is sent exactly once. */
  send(call: GraphCall): Promise<GraphAnswer>;
  /** All pages of a collection. */
  list<Item>(call: Omit<GraphCall, 'method'>): Promise<Item[]>;
}

/** A successful answer: 2xx, or 304 when the request asked for that. */
export interface GraphAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON, a Uint8Array when bytes were expected, null when there was no body. */
  body: unknown;
}
