/** A broken invariant, by its name in the sync facts (12). */
export class Violation extends Error {
  constructor(
    readonly invariant: string,
    detail: string,
  ) {
    super(`${invariant}: ${detail}`);
  }
}

/** The invariant, or of any other error its message. */
export function nameOf(error: Error | null): string {
  if (error === null) return '';
  return 'invariant' in error ? String(error.invariant) : error.message;
}
