/** Reads what the bot sends: which activities become messages, and whether they are small enough. */
import { type Attachment, type MessageContent } from './chat';

/** Larger messages are refused with 413, as Teams does; counted in UTF-16 as Teams counts. */
export const MESSAGE_BYTES = 100 * 1024;

/** Activities a channel accepts without showing them. */
const SILENT = new Set(['typing', 'trace', 'event', 'endOfConversation']);

/** The message's content, 'silent' for activities nobody sees, null for what is not a message. */
export function contentOf(activity: unknown): MessageContent | 'silent' | null {
  if (typeof activity !== 'object' || activity === null) return null;
  const { type, text, textFormat, summary, attachments } = activity as Record<string, unknown>;
  if (typeof type === 'string' && SILENT.has(type)) return 'silent';
  if (type !== 'message') return null;
  const content: MessageContent = { attachments: attachmentsOf(attachments) };
  if (typeof text === 'string' && text !== '') content.text = text;
  if (typeof textFormat === 'string') content.textFormat = textFormat;
  if (typeof summary === 'string') content.summary = summary;
  const actions = suggestionsOf(activity);
  if (actions.length > 0) content.suggestedActions = actions;
  return content.text === undefined && content.attachments.length === 0 ? null : content;
}

/** Whether Teams would refuse this activity for its size. */
export function isTooBig(activity: unknown): boolean {
  return JSON.stringify(activity).length * 2 > MESSAGE_BYTES;
}

function attachmentsOf(attachments: unknown): Attachment[] {
  if (!Array.isArray(attachments)) return [];
  return attachments.filter(
    (one): one is Attachment => typeof (one as Attachment | null)?.contentType === 'string',
  );
}

function suggestionsOf(activity: object): { title: string; value: string }[] {
  const actions = (activity as { suggestedActions?: { actions?: unknown } }).suggestedActions?.actions;
  if (!Array.isArray(actions)) return [];
  return (actions as ({ title?: unknown; value?: unknown } | null)[])
    .map((one) => ({ title: String(one?.title ?? ''), value: String(one?.value ?? one?.title ?? '') }))
    .filter((one) => one.title !== '');
}
