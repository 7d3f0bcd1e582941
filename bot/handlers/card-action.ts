/** A pressed button of an old client: it arrives as a message, so the card is replaced by an edit. */
import { errorCode } from '../../state/errors';
import { type ConversationReference } from '../activity';
import { type BotParts } from '../bot-parts';
import { type Card } from '../cards/parts';
import { words } from '../words';

/** Shows the answer where the button was; a message that is gone is followed by a new one. */
export async function showAnswer(
  parts: BotParts,
  reference: ConversationReference,
  answer: { card: Card; activityId: string | undefined },
): Promise<void> {
  const message = { card: answer.card, summary: words.home.title };
  if (answer.activityId !== undefined) {
    try {
      return await parts.gateway.edit(reference, answer.activityId, message);
    } catch (error) {
      // The new message below says the same, so a failed edit loses nothing.
      parts.state.log.warn('bot.edit-failed', { code: errorCode(error) });
    }
  }
  await parts.gateway.send(reference, message);
}
