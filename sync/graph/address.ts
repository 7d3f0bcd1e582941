/** Addresses below Graph's version, from templates. */
import { type GraphCall } from './graph';

/** Keeps what an address needs readable and escapes everything that could end a segment. */
export function addressOf(call: Pick<GraphCall, 'path' | 'parts' | 'query'>): string {
  const path = call.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = call.parts?.[name];
    if (part === undefined || part === '') throw new Error(`${call.path} needs the part ${name}.`);
    return encodeURIComponent(part);
  });
  const query = Object.entries(call.query ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}
