/** What a failed call to the channel means for the outbox: the retry table of the Teams documentation (teams facts 3.3). */
import { type DeliveryOutcome } from '../state/outbox';
import { type GatewayError } from './gateway';

/** Failures before anything left this machine: repeating cannot double a message. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A new message may arrive twice when an unclear outcome is repeated; an edit says the same however often it arrives. */
export function outcomeOf(error: GatewayError, call: 'send' | 'edit'): DeliveryOutcome {
  const { status, serviceCode, retryAfterMs } = error.facts;
  const code = status === null ? `${error.code}:${serviceCode}` : `${status}:${serviceCode}`;
  const unclear: DeliveryOutcome = call === 'edit' ? { kind: 'retry', code } : { kind: 'unknown', code };
  if (error.code === 'token') return { kind: 'retry', code };
  if (error.code === 'host') return { kind: 'dead', code };
  if (status === null) return neverSent.has(serviceCode) ? { kind: 'retry', code } : unclear;
  switch (status) {
    case 403:
      return serviceCode === 'InvalidBotApiHost' ? { kind: 'dead', code } : { kind: 'unreachable', code };
    case 412:
    case 429:
      return { kind: 'retry', code, ...(retryAfterMs === null ? {} : { afterMs: retryAfterMs }) };
    case 408:
    case 502:
    case 503:
    case 504:
      return unclear;
    default:
      return { kind: 'dead', code };
  }
}
