/** Empties the outbox of one channel through whoever can deliver it. */
import { errorCode } from './errors';
import { claim, keepHandle, settle, type Deliver, type DeliveryOutcome, type OutboxItem } from './outbox';
import { type State } from './state';

/** Delivers everything ready now; answers how many were tried. A deliverer that throws counts as unknown: it may have sent.
 *  One claim at a time: a claim that waited behind slow ones could pass for lost and be sent by somebody else as well. */
export async function drain(state: State, channel: 'teams' | 'mail', deliver: Deliver): Promise<number> {
  let tried = 0;
  for (;;) {
    const [item] = await claim(state.db, state, channel, 1);
    if (!item) return tried;
    await deliverOne(state, item, deliver);
    tried += 1;
  }
}

async function deliverOne(state: State, item: OutboxItem, deliver: Deliver): Promise<void> {
  let outcome: DeliveryOutcome;
  try {
    outcome = await deliver(item, (handle) => keepHandle(state.db, state, item.id, handle));
  } catch (error) {
    state.log.error('delivery-failed', { channel: item.channel, code: errorCode(error) });
    outcome = { kind: 'unknown', code: errorCode(error) };
  }
  if (outcome.kind !== 'sent')
    state.log.warn('not-delivered', { channel: item.channel, outcome: outcome.kind, code: outcome.code });
  await settle(state.db, state, item.id, outcome);
}
