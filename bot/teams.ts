/** The Teams deliverer: takes one message of the outbox to one person and says what became of it. */
import { type Person } from '../register/person';
import {
  anyReference,
  conversationOf,
  markUnreachable,
  rememberCard,
  rememberConversation,
} from '../state/conversations';
import { type CardEdit, type DeliveryOutcome, type OutboxItem, type View } from '../state/outbox';
import { type Notice } from '../register/decision';
import { actorOf } from '../state/people';
import { conversationReferenceSchema, type ConversationReference as Reference } from './activity';
import { type BotParts } from './bot-parts';
import { noticeCard, targetOf } from './cards/notice';
import { outcomeOf } from './delivery-outcome';
import { openDesk, type Desk } from './desk';
import { GatewayError, type Message } from './gateway';
import { lanes } from './lane';
import { noticeWords } from './notice-words';
import { drawOrRefuse, refusalCard } from './views';
import { words } from './words';

/** Least time between two messages into one conversation, in milliseconds. */
export const laneGapMs = 1000;

type Lane = ReturnType<typeof lanes>;

/** Notices and edits of the outbox on their way into 1:1 chats. */
export function createTeamsDeliverer(
  parts: BotParts,
  gapMs = laneGapMs,
): (item: OutboxItem) => Promise<DeliveryOutcome> {
  const lane = lanes(gapMs, parts.now);
  return async (item) => {
    const found = await addressee(parts, item);
    if ('kind' in found) return found;
    try {
      return item.edit
        ? await edit(parts, { lane, item, to: found }, item.edit)
        : await send(parts, { lane, item, to: found });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return failed(parts, error, { item, to: found });
    }
  };
}

interface Addressee {
  person: Person;
  reference: Reference;
}

interface Errand {
  lane: Lane;
  item: OutboxItem;
  to: Addressee;
}

async function addressee(parts: BotParts, item: OutboxItem): Promise<Addressee | DeliveryOutcome> {
  const { state } = parts;
  if (!('id' in item.to)) return { kind: 'dead', code: 'no-person' };
  const person = item.to;
  if (!person.active) return { kind: 'dead', code: 'person-inactive' };
  const known = await conversationOf(state.db, state, person.id);
  if (known?.unreachable) return { kind: 'unreachable', code: known.unreachable };
  try {
    const reference = known ? conversationReferenceSchema.parse(known.reference) : await begin(parts, person);
    return { person, reference };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    // Beginning a chat twice finds the same chat, so an unclear outcome is simply tried again.
    return outcomeOf(error, 'edit');
  }
}

/** The public cloud's address of the channel, for a service nobody has written to yet. */
const publicServiceUrl = 'https://smba.trafficmanager.net/teams/';

/** Begins the 1:1 chat with somebody who never wrote. */
async function begin(parts: BotParts, person: Person): Promise<Reference> {
  const { state, config } = parts;
  const somebody = await anyReference(state.db, state);
  const reference = await parts.gateway.createConversation({
    serviceUrl: config.CRR_BOT_SERVICE_URL ?? somebody?.serviceUrl ?? publicServiceUrl,
    botId: somebody?.botId ?? `28:${config.CRR_BOT_APP_ID}`,
    tenantId: config.CRR_TENANT_ID,
    aadObjectId: person.id,
  });
  await rememberConversation(state.db, state, { personId: person.id, reference });
  return reference;
}

async function send(parts: BotParts, errand: Errand): Promise<DeliveryOutcome> {
  const { item, to } = errand;
  if (!item.notice) return { kind: 'dead', code: 'empty' };
  const desk = await deskOf(parts, to.person);
  const card = noticeCard(item.notice, desk.viewer);
  const summary = noticeWords(item.notice, parts.state.org).title;
  const activityId = await post(parts, errand, { card, summary });
  await rememberTarget(parts, to, { notice: item.notice, activityId });
  return { kind: 'sent', activityId };
}

const post = (parts: BotParts, { lane, to }: Errand, message: Message) =>
  lane(to.reference.conversationId, () => parts.gateway.send(to.reference, message));

/** What was sent is known by what it leads to: when that is decided elsewhere, this message is edited too. */
async function rememberTarget(
  parts: BotParts,
  to: Addressee,
  sent: { notice: Notice; activityId: string },
): Promise<void> {
  const target = targetOf(sent.notice);
  if (!target || target.card === 'risk' || sent.activityId === '') return;
  await rememberCard(parts.state.db, parts.state, {
    personId: to.person.id,
    conversationId: to.reference.conversationId,
    activityId: sent.activityId,
    view: target,
  });
}

async function edit(parts: BotParts, errand: Errand, wanted: CardEdit): Promise<DeliveryOutcome> {
  const { lane, to } = errand;
  const desk = await deskOf(parts, to.person);
  const message = { card: await redraw(desk, wanted.view), summary: words.home.title };
  const reference = { ...to.reference, conversationId: wanted.conversationId };
  try {
    await lane(reference.conversationId, () => parts.gateway.edit(reference, wanted.activityId, message));
    return { kind: 'sent', activityId: wanted.activityId };
  } catch (error) {
    // The message is gone, or the chat is a new one: the answer must still stand somewhere.
    if (!(error instanceof GatewayError) || error.facts.status !== 404) throw error;
    return { kind: 'sent', activityId: await post(parts, errand, message) };
  }
}

async function redraw(desk: Desk, view: View) {
  const drawn = await drawOrRefuse(desk, view);
  return 'body' in drawn ? drawn : refusalCard(desk, drawn, null);
}

async function deskOf(parts: BotParts, person: Person): Promise<Desk> {
  const { state } = parts;
  const actor = await actorOf(state.db, state, person.id);
  return openDesk(parts, actor ?? { kind: 'person', person, trainings: [], delegations: [] });
}

async function failed(
  parts: BotParts,
  error: GatewayError,
  errand: Omit<Errand, 'lane'>,
): Promise<DeliveryOutcome> {
  const { state } = parts;
  const { item, to } = errand;
  if (error.facts.status === 404) return begunAnew(parts, to.person, error);
  const outcome = outcomeOf(error, item.edit ? 'edit' : 'send');
  if (outcome.kind === 'unreachable') await markUnreachable(state.db, state, to.person.id, outcome.code);
  if (outcome.kind === 'dead') state.log.error('bot.delivery-refused', { item: item.id, code: outcome.code });
  return outcome;
}

/** The conversation is gone: a new one is begun and the message tried there. */
async function begunAnew(parts: BotParts, person: Person, error: GatewayError): Promise<DeliveryOutcome> {
  const code = `404:${error.facts.serviceCode}`;
  try {
    const reference = await begin(parts, person);
    return reference ? { kind: 'retry', afterMs: 0, code } : { kind: 'unreachable', code };
  } catch (again) {
    if (!(again instanceof GatewayError)) throw again;
    return outcomeOf(again, 'edit');
  }
}
