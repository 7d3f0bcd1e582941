/** `/subscriptions`: made only for addresses that prove they are listening. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { GraphRefusal, itemNotFound } from '../errors';
import { type Office } from '../office';
import { collection } from '../query';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from '../route';
import { type Subscription, type Watched } from './subscriptions';

const longestMinutes = 42_300;

const shape = z.object({
  changeType: z.string(),
  notificationUrl: z.string(),
  lifecycleNotificationUrl: z.string().nullish(),
  resource: z.string(),
  expirationDateTime: z.iso.datetime({ offset: true }),
  clientState: z.string().max(128).nullish(),
});

const refuse = (sentence: string): GraphRefusal => new GraphRefusal(400, 'InvalidRequest', sentence);

/** Library or list by the resource's address; a single file or folder cannot be watched. */
function watchedBy(office: Office, resource: string): Watched {
  const { driveId, siteId } = office.box.options.drive;
  const [first, id, third, list, ...rest] = resource.replace(/^\//, '').split('/').map(decodeURIComponent);
  if (first === 'drives' && id === driveId && third === 'root' && list === undefined) return 'drive';
  if (first === 'sites' && id === siteId && third === 'lists' && list !== undefined && rest.length === 0) {
    return office.lists.list(list).id;
  }
  throw refuse('The resource is neither the root of a library nor a list of the site.');
}

/** Notices of the box stay on this machine; Graph would insist on https and a public address. */
function requireUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHere = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url && isHere && ['http:', 'https:'].includes(url.protocol)) return text;
  throw refuse('The notification address is not one the box can reach: it sends to this machine only.');
}

function requireTime(office: Office, text: string): string {
  const minutes = (Date.parse(text) - office.box.clock.now().getTime()) / 60_000;
  if (minutes <= 0) throw refuse('Subscription expiration can only be in the future.');
  if (minutes <= longestMinutes) return new Date(text).toISOString();
  throw refuse(`Subscription expiration can only be ${longestMinutes} minutes in the future.`);
}

/** The address must send the decoded token back as plain text, in time. */
async function prove(office: Office, text: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
  const url = new URL(text);
  url.searchParams.set('validationToken', token);
  const { answerMs } = office.subscriptions.times;
  const headers = { 'Content-Type': 'text/plain; charset=utf-8' };
  const proof = await fetch(url, {
    method: 'POST',
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(answerMs),
  })
    .then(async (answer) => ({
      isPlain: answer.status === 200 && (answer.headers.get('content-type') ?? '').startsWith('text/plain'),
      body: await answer.text(),
    }))
    // Nobody there, too slow or a broken connection: no proof, which is what the refusal below says.
    .catch(() => null);
  if (proof?.isPlain === true && proof.body === token) return;
  const message =
    'Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.';
  throw new GraphRefusal(400, 'ValidationError', message);
}

async function create(office: Office, call: GraphCall): Promise<GraphReply> {
  const read = shape.safeParse(call.body);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw refuse(`The subscription's ${issue?.path.join('/') ?? 'body'}: ${issue?.message ?? 'is wrong'}.`);
  }
  const { changeType, resource, clientState, lifecycleNotificationUrl } = read.data;
  const watched = watchedBy(office, resource);
  if (changeType !== 'updated') throw refuse("For libraries and lists changeType is 'updated'.");
  const expirationDateTime = requireTime(office, read.data.expirationDateTime);
  const notificationUrl = requireUrl(read.data.notificationUrl);
  const lifecycle = lifecycleNotificationUrl == null ? null : requireUrl(lifecycleNotificationUrl);
  await prove(office, notificationUrl);
  if (lifecycle !== null) await prove(office, lifecycle);
  const wanted = {
    resource,
    watched,
    notificationUrl,
    lifecycleNotificationUrl: lifecycle,
    clientState: clientState ?? null,
    expirationDateTime,
    applicationId: call.client.appId,
  };
  const made = call.persist ? await office.subscriptions.add(wanted) : { id: randomUUID(), ...wanted };
  return { status: 201, body: body(made) };
}

const body = (subscription: Subscription): object => ({
  id: subscription.id,
  resource: subscription.resource,
  applicationId: subscription.applicationId,
  changeType: 'updated',
  clientState: subscription.clientState,
  notificationUrl: subscription.notificationUrl,
  notificationQueryOptions: null,
  lifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
  expirationDateTime: subscription.expirationDateTime,
  creatorId: subscription.applicationId,
  includeResourceData: null,
  latestSupportedTlsVersion: 'v1_2',
  encryptionCertificate: null,
  encryptionCertificateId: null,
  notificationUrlAppId: null,
});

/** The subscription a request names; those of other apps and those past their time are not found. */
function meant(office: Office, call: GraphCall): Subscription {
  const found = office.subscriptions
    .all(call.client.appId)
    .find(({ id }) => id === call.params['subscription']);
  if (!found) throw itemNotFound('the subscription');
  return found;
}

async function renew(office: Office, call: GraphCall): Promise<GraphReply> {
  const subscription = meant(office, call);
  const read = shape.pick({ expirationDateTime: true }).safeParse(call.body);
  if (!read.success) throw refuse('Of a subscription, expirationDateTime may be changed.');
  const until = requireTime(office, read.data.expirationDateTime);
  if (call.persist) await office.subscriptions.renew(subscription, until);
  return ok(body({ ...subscription, expirationDateTime: until }));
}

/** The routes of subscriptions. */
export function subscriptionRoutes(office: Office): GraphRoute[] {
  const one = '/subscriptions/{subscription}';
  return [
    route('GET', '/subscriptions', (call) =>
      collection(call, office.subscriptions.all(call.client.appId).map(body)),
    ),
    route('POST', '/subscriptions', (call) => create(office, call)),
    route('GET', one, (call) => ok(body(meant(office, call)))),
    route('PATCH', one, (call) => renew(office, call)),
    route('DELETE', one, async (call) => {
      const subscription = meant(office, call);
      if (call.persist) await office.subscriptions.remove(subscription);
      return { status: 204 };
    }),
    route('POST', `${one}/reauthorize`, (call) => {
      meant(office, call);
      return { status: 204 };
    }),
  ];
}
