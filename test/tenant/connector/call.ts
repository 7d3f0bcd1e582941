/** HTTP in one line, for tests of the box. */

/** What an endpoint answered; `body` is undefined when it was not JSON. */
export interface Answered {
  status: number;
  headers: Headers;
  body: never;
}

export async function call(method: string, url: string, body?: unknown, token?: string): Promise<Answered> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(url, { method, headers, body: text });
  const answered = await response.text();
  const parsed: unknown =
    answered.startsWith('{') || answered.startsWith('[') ? JSON.parse(answered) : undefined;
  return { status: response.status, headers: response.headers, body: parsed as never };
}
