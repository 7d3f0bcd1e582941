/** Posts an activity to the bot the way Teams does, with its one repetition when the answer is slow. */
import { type Box } from '../box';
import { type ChannelActivity } from './activity';
import { channelAuthorization } from './channel-token';

/** Teams sends an activity again when it was not answered within this time (documented: 15 seconds). */
export const RESEND_AFTER_MS = 15_000;

/** What the bot's endpoint answered; `reached: false` when there was no answer at all. */
export type Delivery = { reached: true; status: number; body: unknown } | { reached: false };

/** Sends once, and once more with the same id when the first was not answered in time. Never throws. */
export async function deliver(
  box: Box,
  activity: ChannelActivity,
  resendAfterMs = RESEND_AFTER_MS,
): Promise<Delivery> {
  const first = await post(box, activity, resendAfterMs);
  if (first !== 'slow') return first;
  const second = await post(box, activity, resendAfterMs);
  return second === 'slow' ? { reached: false } : second;
}

async function post(box: Box, activity: ChannelActivity, waitMs: number): Promise<Delivery | 'slow'> {
  const signal = AbortSignal.timeout(waitMs);
  try {
    const response = await fetch(box.options.teamsApp.botEndpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'x-ms-tenant-id': box.options.tenantId,
        'x-ms-conversation-id': activity.conversation.id,
        ...(await channelAuthorization(box)),
      },
      body: JSON.stringify(activity),
      signal,
    });
    return { reached: true, status: response.status, body: parsed(await response.text()) };
  } catch {
    // Refused, reset or too slow: to the person in the chat all of them are "the app did not answer".
    return signal.aborted ? 'slow' : { reached: false };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A body that is not JSON is treated as no body; Teams does not show it either.
    return undefined;
  }
}
