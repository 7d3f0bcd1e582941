/** From an authenticated activity to its handler: who it is from is settled here, once, and never from card data. */
import { personIdSchema } from '../register/ids';
import { type Actor } from '../register/person';
import { conversationOf, rememberConversation } from '../state/conversations';
import { errorCode } from '../state/errors';
import { actorOf } from '../state/people';
import { isPersonalChat, referenceOf, type Activity, type ConversationReference } from './activity';
import { type BotParts } from './bot-parts';
import { readInvoke } from './card-data';
import { unknownPersonCard } from './cards/home';
import { type Card } from './cards/parts';
import { troubleCard } from './cards/refused';
import { openDesk } from './desk';
import { dispatch } from './dispatch';
import { invokeAnswer, invokeMessage, type ActivityHandler, type InvokeAnswer } from './gateway';
import { showAnswer } from './handlers/card-action';
import { installed } from './handlers/installed';
import { viewForText } from './handlers/message';
import { rateLimiter, usualRateLimit } from './rate-limit';
import { draw } from './views';
import { words } from './words';

type Known = Exclude<Activity, { kind: 'other' }>;

/** Handles every activity; only invokes are answered with a body. */
export function router(parts: BotParts): ActivityHandler {
  const mayAct = rateLimiter(usualRateLimit, parts.now);
  return async (activity) => {
    if (activity.kind === 'other') return null;
    const { from } = activity.activity;
    const reference = referenceOf(activity.activity, parts.config.CRR_TENANT_ID);
    if (!mayAct(from.aadObjectId ?? from.id)) return answerOf(activity, troubleCard(words.trouble.tooFast));
    // Cards hold casework: only the person's own chat with the app shows any.
    if (!isPersonalChat(activity.activity.conversation))
      return speak(parts, { activity, reference }, troubleCard(words.trouble.elsewhere));
    const actor = await actorFrom(parts, from.aadObjectId);
    if (!actor)
      return activity.kind === 'install'
        ? null
        : speak(parts, { activity, reference }, unknownPersonCard(parts.state.org));
    if (activity.kind !== 'install') await remember(parts, actor, reference);
    return handle(parts, { activity, reference }, actor);
  };
}

interface Heard<Kind = Known> {
  activity: Kind;
  reference: ConversationReference;
}

/** Null for everybody the directory does not know as active. */
async function actorFrom(parts: BotParts, aadObjectId: string | undefined): Promise<Actor | null> {
  const id = personIdSchema.safeParse((aadObjectId ?? '').toLowerCase());
  const actor = id.success ? await actorOf(parts.state.db, parts.state, id.data) : null;
  return actor?.person.active ? actor : null;
}

/** serviceUrl may change at any time, so every activity refreshes it; what is already known is not written again. */
async function remember(parts: BotParts, actor: Actor, reference: ConversationReference): Promise<void> {
  const { db } = parts.state;
  const personId = actor.person.id;
  const known = await conversationOf(db, parts.state, personId);
  const isSame =
    known?.unreachable === null &&
    (Object.keys(reference) as (keyof ConversationReference)[]).every(
      (name) => known.reference[name] === reference[name],
    );
  if (!isSame) await rememberConversation(db, parts.state, { personId, reference });
}

async function handle(parts: BotParts, heard: Heard, actor: Actor): Promise<InvokeAnswer | null> {
  const { activity, reference } = heard;
  switch (activity.kind) {
    case 'install':
      await installOf(parts, activity, { actor, reference });
      return null;
    case 'invoke': {
      const invoke =
        activity.activity.name === 'adaptiveCard/action' ? readInvoke(activity.activity.value) : null;
      if (!invoke) return answerOf(activity, troubleCard(words.trouble.badCard));
      const shown = await dispatch(parts, { actor, message: messageOf(heard), ...invoke });
      return shown.isBelow ? showBelow(parts, reference, shown.card) : invokeAnswer(shown.card);
    }
    case 'message':
      return message(parts, { activity, reference }, actor);
  }
}

async function installOf(
  parts: BotParts,
  activity: Extract<Known, { kind: 'install' }>,
  who: { actor: Actor; reference: ConversationReference },
): Promise<void> {
  const { type, action } = activity.activity;
  if (type !== 'installationUpdate') return;
  const done = action?.startsWith('remove') ? 'removed' : 'added';
  await installed(parts, { ...who, action: done });
}

async function message(
  parts: BotParts,
  heard: Heard<Extract<Known, { kind: 'message' }>>,
  actor: Actor,
): Promise<null> {
  const { text, value, replyToId } = heard.activity.activity;
  if (value !== undefined && value !== null) {
    const press = { actor, data: value, message: messageOf(heard), isAutomatic: false };
    const { card, isBelow } = await dispatch(parts, press);
    await showAnswer(parts, heard.reference, { card, activityId: isBelow ? undefined : replyToId });
    return null;
  }
  const desk = await openDesk(parts, actor);
  const card = await draw(desk, viewForText(text ?? ''));
  await parts.gateway.send(heard.reference, { card, summary: words.home.title });
  return null;
}

/** The card as a message of its own; where that cannot be sent, in place of the pressed one. */
async function showBelow(
  parts: BotParts,
  reference: ConversationReference,
  card: Card,
): Promise<InvokeAnswer> {
  try {
    await parts.gateway.send(reference, { card, summary: words.home.title });
    return invokeMessage(words.notice.opened);
  } catch (error) {
    parts.state.log.warn('bot.send-failed', { code: errorCode(error) });
    return invokeAnswer(card);
  }
}

function messageOf(heard: Heard): { conversationId: string; activityId: string } | null {
  const activityId = heard.activity.activity.replyToId;
  return activityId === undefined ? null : { conversationId: heard.reference.conversationId, activityId };
}

function answerOf(activity: Known, card: Card): InvokeAnswer | null {
  return activity.kind === 'invoke' ? invokeAnswer(card) : null;
}

/** The answer of an invoke, or a message in reply to one; installs in groups are answered by silence. */
async function speak(parts: BotParts, heard: Heard, card: Card): Promise<InvokeAnswer | null> {
  if (heard.activity.kind === 'message')
    await parts.gateway.send(heard.reference, { card, summary: words.home.title });
  return answerOf(heard.activity, card);
}
