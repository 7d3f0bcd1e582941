/** What a failed call to the channel means for the outbox: the retry table of the Teams documentation (teams facts 3.3). */
import { type DeliveryOutcome } from '../state/outbox';
import { type GatewayError } from './gateway';

/** Failures before anything left this machine: repeating cannot double a message. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Answers of a gateway on the way: the call may have been carried out all the same. */
const unclearAnswers = new Set([408, 502, 503, 504]);

/** Two calls at once, or too many: certainly not carried out, and asked to come again. */
const comeAgain = new Set([412, 429]);

/** A new message may arrive twice when an unclear outcome is repeated; an edit says the same however often it arrives. */
export function outcomeOf(error: GatewayError, call: 'send' | 'edit'): DeliveryOutcome {
  const { status, serviceCode } = error.facts;
  const code = status === null ? `${error.code}:${serviceCode}` : `${status}:${serviceCode}`;
  const unclear: DeliveryOutcome = call === 'edit' ? { kind: 'retry', code } : { kind: 'unknown', code };
  if (error.code === 'token') return { kind: 'retry', code };
  if (error.code === 'host') return { kind: 'dead', code };
  if (status === null) return neverSent.has(serviceCode) ? { kind: 'retry', code } : unclear;
  // Forbidden to edit that message says nothing about reaching its person.
  if (status === 403 && call === 'edit') return { kind: 'dead', code };
  return answered({ status, serviceCode, code, afterMs: error.facts.retryAfterMs }) ?? unclear;
}

interface Answered {
  status: number;
  serviceCode: string;
  code: string;
  afterMs: number | null;
}

function answered({ status, serviceCode, code, afterMs }: Answered): DeliveryOutcome | null {
  if (unclearAnswers.has(status)) return null;
  if (comeAgain.has(status)) return { kind: 'retry', code, ...(afterMs === null ? {} : { afterMs }) };
  const isUnreachable = status === 403 && serviceCode !== 'InvalidBotApiHost';
  return isUnreachable ? { kind: 'unreachable', code } : { kind: 'dead', code };
}
