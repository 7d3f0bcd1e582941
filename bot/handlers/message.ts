/** A message somebody writes: report, a Risk ID, or anything else, which shows what they can do. */
import { type View } from '../../state/outbox';

/** The card a text asks for. Mentions of the bot are cut; every word not known leads home. */
export function viewForText(text: string): View {
  const said = text
    .slice(0, 500)
    .replace(/<at>[^<]*<\/at>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const id = /\b[A-Z]{2,4}-\d{4}-\d{4,6}\b/.exec(said.toUpperCase())?.[0];
  if (id !== undefined) return { card: 'risk', id };
  return /^report\b/i.test(said) ? { card: 'report' } : { card: 'home' };
}
