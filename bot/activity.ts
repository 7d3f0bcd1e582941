/** The activities Teams posts to us, checked at the edge: what we use is typed, everything else is left out. */
import { z } from 'zod';

const account = z.object({
  id: z.string().max(300),
  aadObjectId: z.string().max(64).optional(),
});

/** What every activity carries, whatever it says. */
export const envelopeSchema = z.object({
  type: z.string().max(100),
  channelId: z.string().max(50),
  serviceUrl: z.string().max(500),
  conversation: z.object({
    id: z.string().min(1).max(500),
    tenantId: z.string().max(64).optional(),
    conversationType: z.string().max(50).optional(),
    isGroup: z.boolean().optional(),
  }),
  channelData: z.object({ tenant: z.object({ id: z.string().max(64) }).optional() }).optional(),
});

const addressed = envelopeSchema.extend({
  from: account,
  recipient: account,
  replyToId: z.string().max(500).optional(),
});

const messageSchema = addressed.extend({
  type: z.literal('message'),
  text: z.string().nullish(),
  value: z.unknown().optional(),
});

const invokeSchema = addressed.extend({
  type: z.literal('invoke'),
  name: z.string().max(100),
  value: z.unknown().optional(),
});

const installSchema = addressed.extend({
  type: z.enum(['installationUpdate', 'conversationUpdate']),
  action: z.string().max(50).optional(),
  membersAdded: z.array(account).max(1000).optional(),
});

/** The person's own chat with the app. Where the channel names no type, whatever looks like a group or a thread is none. */
export function isPersonalChat({ id, conversationType, isGroup }: Conversation): boolean {
  if (isGroup === true) return false;
  return conversationType === undefined ? !id.startsWith('19:') : conversationType === 'personal';
}

type Conversation = z.infer<typeof envelopeSchema>['conversation'];

/** An activity we act on; `other` is acknowledged and nothing else. */
export type Activity =
  | { kind: 'message'; activity: z.infer<typeof messageSchema> }
  | { kind: 'invoke'; activity: z.infer<typeof invokeSchema> }
  | { kind: 'install'; activity: z.infer<typeof installSchema> }
  | { kind: 'other' };

/** Reads the body of a post that already passed the envelope; wrong shapes become `other`. */
export function readActivity(body: unknown): Activity {
  const type = envelopeSchema.safeParse(body).data?.type;
  if (type === 'message') return read('message', messageSchema, body);
  if (type === 'invoke') return read('invoke', invokeSchema, body);
  if (type === 'installationUpdate' || type === 'conversationUpdate')
    return read('install', installSchema, body);
  return { kind: 'other' };
}

function read<Kind extends 'message' | 'invoke' | 'install'>(
  kind: Kind,
  schema: z.ZodType,
  body: unknown,
): Activity {
  const parsed = schema.safeParse(body);
  return parsed.success ? ({ kind, activity: parsed.data } as Activity) : { kind: 'other' };
}

/** Where a 1:1 conversation is and how to write into it: plain JSON, kept in the state. */
export const conversationReferenceSchema = z.object({
  serviceUrl: z.string(),
  channelId: z.literal('msteams'),
  tenantId: z.string(),
  botId: z.string(),
  conversationId: z.string(),
  userMri: z.string(),
});
export type ConversationReference = z.infer<typeof conversationReferenceSchema>;

/** The reference of the conversation an activity came from. */
export function referenceOf(activity: z.infer<typeof addressed>, tenantId: string): ConversationReference {
  return {
    serviceUrl: activity.serviceUrl,
    channelId: 'msteams',
    tenantId,
    botId: activity.recipient.id,
    conversationId: activity.conversation.id,
    userMri: activity.from.id,
  };
}
