/** The log the state folder writes to: events and ids, never case text. */

/** Facts beside an event: ids, counts, codes and paths only. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** What the caller of this folder provides to be told what happened. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
