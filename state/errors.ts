/** The one family of failures the state folder throws. */

/** Why the state could not be served; callers switch on it, people read the message. */
export type StateErrorCode =
  | 'unreachable'
  | 'refused'
  | 'server-too-old'
  | 'home-in-use'
  | 'embedded-missing'
  | 'embedded-failed'
  | 'newer-database'
  | 'migration-changed'
  | 'migration-failed'
  | 'nested-handle'
  | 'transaction-over'
  | 'rolled-back'
  | 'commit-unknown'
  | 'number-too-large'
  | 'job-unknown'
  | 'job-misused'
  | 'version-conflict';

/** A failure of the database or its server: what failed, on which object, what to do. */
export class StateError extends Error {
  constructor(
    readonly code: StateErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StateError';
  }
}

/** The machine-readable code of any thrown value, or its class name; safe to log, for it never carries data. */
export function errorCode(error: unknown): string {
  // By shape, not by class: errors of Node's own modules may come from another realm.
  if (typeof error !== 'object' || error === null) return typeof error;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}

/** The message of any thrown value; it may quote data, so match it but never log it. */
export function errorText(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
}
