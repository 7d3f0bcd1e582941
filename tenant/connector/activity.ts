/** The activities Teams posts to a bot, built field by field as the channel does. */
import { createHash, randomUUID } from 'node:crypto';
import { type Box, type BoxUser } from '../box';

/** What every activity of a 1:1 chat carries, whatever it says. */
export interface ActivityBase {
  conversation: { id: string; conversationType: 'personal'; tenantId: string };
  channelData: { tenant: { id: string } };
  [field: string]: unknown;
}

/** One activity on its way from the channel to the bot. */
export type ChannelActivity = ActivityBase & {
  type: 'message' | 'conversationUpdate' | 'installationUpdate' | 'invoke';
  id: string;
};

const TIME_ZONE = 'Europe/London';

/** The user's address as the bot knows it (Teams: `29:` and an opaque text; here the Entra object id). */
export function addressOf(user: BoxUser): string {
  return `29:${user.id}`;
}

/** The bot's own address: `28:` and its app id, or a fixed name while the channel is unauthenticated. */
export function botAddress(box: Box): string {
  return `28:${box.options.teamsApp.botAppId === '' ? 'crr-bot' : box.options.teamsApp.botAppId}`;
}

/** The base address the bot must use to answer; ends with a slash as Teams' does. */
export function serviceUrl(box: Box): string {
  return `${box.url()}/connector/`;
}

/** The id of the 1:1 chat between this user and the bot: opaque, the same after a restart. */
export function conversationIdOf(box: Box, user: BoxUser): string {
  const digest = createHash('sha256')
    .update(`${box.options.tenantId} ${botAddress(box)} ${user.id}`)
    .digest();
  return `a:1${digest.toString('base64url')}`;
}

/** A fresh id for activities that never become messages. */
export function eventId(): string {
  return `f:${randomUUID()}`;
}

/** An instant as Teams writes `localTimestamp`: local clock time with its offset, e.g. 2026-07-01T10:00:00.000+01:00. */
export function localTimestamp(at: Date): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, timeZoneName: 'longOffset' });
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const offset = name === 'GMT' ? '+00:00' : name.slice('GMT'.length);
  const minutes = Number(offset.slice(0, 3)) * 60;
  return `${new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1)}${offset}`;
}

/** What every activity of a user's 1:1 chat carries. */
export function activityBase(box: Box, user: BoxUser, at: Date): ActivityBase {
  const { tenantId, teamsApp } = box.options;
  return {
    timestamp: at.toISOString(),
    localTimestamp: localTimestamp(at),
    localTimezone: TIME_ZONE,
    serviceUrl: serviceUrl(box),
    channelId: 'msteams',
    from: { id: addressOf(user), name: user.displayName, aadObjectId: user.id },
    conversation: { conversationType: 'personal', tenantId, id: conversationIdOf(box, user) },
    recipient: { id: botAddress(box), name: teamsApp.name },
    entities: [{ locale: 'en-GB', country: 'GB', platform: 'Web', timezone: TIME_ZONE, type: 'clientInfo' }],
    channelData: { tenant: { id: tenantId } },
    locale: 'en-GB',
  };
}

/** The two activities a bot receives when its app becomes available to a user. */
export function installActivities(box: Box, user: BoxUser, at: Date): ChannelActivity[] {
  const base = activityBase(box, user, at);
  const members = [{ id: addressOf(user), aadObjectId: user.id }, { id: botAddress(box) }];
  return [
    { ...base, type: 'installationUpdate', id: eventId(), action: 'add' },
    { ...base, type: 'conversationUpdate', id: eventId(), membersAdded: members },
  ];
}

/** The answer of a card: an invoke for Action.Execute (manual) and for refreshes (automatic). */
export function invokeActivity(
  base: ActivityBase,
  replyToId: string,
  value: { action: Record<string, unknown>; trigger: 'manual' | 'automatic' },
): ChannelActivity {
  const channelData = { ...base.channelData, source: { name: 'message' }, legacy: { replyToId } };
  return {
    ...base,
    type: 'invoke',
    id: eventId(),
    name: 'adaptiveCard/action',
    value,
    replyToId,
    channelData,
  };
}
