/** Answers of the channel, and how a planned fault bends them. */
import { type ConnectorFault, usualCode } from './faults';

/** An answer over HTTP; no body when it is absent. */
export interface ChannelAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The error shape of the channel. */
export function refusal(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}

/** Does the work, unless a fault forbids it; a fault that takes effect does the work and then denies it. */
export function carryOut(fault: ConnectorFault | undefined, work: () => ChannelAnswer): ChannelAnswer {
  if (fault === undefined) return work();
  if (fault.takesEffect === true) work();
  const message = fault.message ?? 'This refusal was planned.';
  const headers: Record<string, string> = {};
  if (fault.retryAfterSeconds !== undefined) headers['Retry-After'] = String(fault.retryAfterSeconds);
  return { status: fault.status, body: refusal(fault.code ?? usualCode(fault.status), message), headers };
}
