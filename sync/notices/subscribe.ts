/** Keeps the subscriptions to change notices: made, renewed at half life, made anew when gone, the service's own old ones taken away. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  changeSubscriptions,
  forgetChangeSubscription,
  prolongChangeSubscription,
  putChangeSubscription,
} from '../../state/change-subscriptions';
import { dbNow } from '../../state/clock';
import { releaseLease, takeLease } from '../../state/lease';
import { type State } from '../../state/state';
import { GraphError } from '../graph/errors';
import { type Graph } from '../graph/graph';
import { lifeMs, planSubscriptions, type Listed } from './plan';

/** Where notices are wanted, and of what. */
export interface SubscribingParts {
  state: State;
  graph: Graph;
  /** Address of POST /notices as Graph reaches it; null when notices are switched off. */
  url: string | null;
  /** What the store keeps the register in, as Graph paths. */
  resources: () => Promise<readonly string[]>;
}

/** Longest a run may take; the next one then begins afresh. */
const leaseTtlMs = 180_000;

/** The form in which a clientState is kept and compared. */
export const secretHashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Brings the subscriptions in order; any process may, the lease lets one. A request that fails is told in the log and tried at the next run. */
export async function keepSubscriptions(parts: SubscribingParts): Promise<void> {
  const { state } = parts;
  const { organisationId } = state;
  const holder = randomUUID();
  const lease = await takeLease(state.db, {
    organisationId,
    name: 'change-notices',
    holder,
    ttlMs: leaseTtlMs,
  });
  if (!lease) return;
  try {
    await bringInOrder(parts);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    state.log.warn('notices-not-looked-after', { code: error.code });
  } finally {
    await releaseLease(state.db, lease);
  }
}

async function bringInOrder(parts: SubscribingParts): Promise<void> {
  const { state, url } = parts;
  const remembered = await changeSubscriptions(state.db, state);
  // Switched off and nothing left over: Graph is not even asked.
  if (url === null && remembered.length === 0) return;
  const plan = planSubscriptions({
    wanted: url === null ? [] : await parts.resources(),
    remembered,
    listed: await listed(parts.graph),
    url,
    now: await dbNow(state.db),
  });
  for (const id of plan.forget) await forgetChangeSubscription(state.db, state, id);
  for (const id of plan.remove) await told(parts, 'notices-not-ended', () => remove(parts, id));
  for (const id of plan.renew) await told(parts, 'notices-not-renewed', () => renew(parts, id));
  for (const resource of plan.create)
    await told(parts, 'notices-not-subscribed', () => create(parts, { resource, url: url ?? '' }));
}

/** One subscription that cannot be had must not keep the others from being looked after. */
async function told({ state }: SubscribingParts, event: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    state.log.warn(event, { code: error.code, serviceCode: error.serviceCode ?? undefined });
  }
}

interface GraphSubscription {
  id?: unknown;
  notificationUrl?: unknown;
  expirationDateTime?: unknown;
}

async function listed(graph: Graph): Promise<Listed[]> {
  const found = await graph.list<GraphSubscription>({ path: '/subscriptions' });
  return found.map((one) => ({
    id: String(one.id),
    notificationUrl: String(one.notificationUrl),
    expiresAt: new Date(String(one.expirationDateTime)),
  }));
}

async function create(parts: SubscribingParts, at: { resource: string; url: string }): Promise<void> {
  const { state, graph } = parts;
  const secret = randomBytes(32).toString('base64url');
  const expiresAt = await lifeFrom(state);
  // Graph asks the address for an answer before it answers us, so the product must be listening.
  const { body } = await graph.send({
    method: 'POST',
    path: '/subscriptions',
    body: {
      changeType: 'updated',
      resource: at.resource,
      notificationUrl: at.url,
      lifecycleNotificationUrl: at.url,
      expirationDateTime: expiresAt.toISOString(),
      clientState: secret,
    },
  });
  const { id } = (body ?? {}) as GraphSubscription;
  if (typeof id !== 'string' || id === '')
    throw new Error('Graph made a subscription and did not tell its id.');
  await putChangeSubscription(state.db, state, {
    resource: at.resource,
    id,
    secretHash: secretHashOf(secret),
    expiresAt: granted(body, expiresAt),
  });
  state.log.info('notices-subscribed', { untilDays: Math.round(lifeMs / 86_400_000) });
  // What changed before the subscription began rings for nobody.
  await state.jobs.send('sync', {});
}

async function renew({ state, graph }: SubscribingParts, id: string): Promise<void> {
  const expiresAt = await lifeFrom(state);
  const { body } = await graph.send({
    method: 'PATCH',
    path: '/subscriptions/{subscription}',
    parts: { subscription: id },
    body: { expirationDateTime: expiresAt.toISOString() },
  });
  await prolongChangeSubscription(state.db, state, { id, expiresAt: granted(body, expiresAt) });
  state.log.info('notices-renewed');
}

async function remove({ state, graph }: SubscribingParts, id: string): Promise<void> {
  try {
    await graph.send({
      method: 'DELETE',
      path: '/subscriptions/{subscription}',
      parts: { subscription: id },
    });
  } catch (error) {
    // Gone already: that is what was wanted.
    if (!(error instanceof GraphError) || error.code !== 'not-found') throw error;
  }
  await forgetChangeSubscription(state.db, state, id);
}

const lifeFrom = async (state: State): Promise<Date> => new Date((await dbNow(state.db)).getTime() + lifeMs);

/** Graph may grant less than was asked for. */
function granted(body: unknown, asked: Date): Date {
  const { expirationDateTime } = (body ?? {}) as GraphSubscription;
  const until = new Date(typeof expirationDateTime === 'string' ? expirationDateTime : Number.NaN);
  return Number.isNaN(until.getTime()) ? asked : until;
}
