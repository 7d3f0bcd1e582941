/** A message somebody writes: report, a Risk ID, or anything else, which shows what they can do. */
import { riskIdSchema } from '../../register/ids';
import { type View } from '../../state/outbox';

/** The card a text asks for. Mentions of the bot are cut; every word not known leads home. */
export function viewForText(text: string): View {
  const said = text
    .slice(0, 500)
    .replace(/<at>[^<]*<\/at>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const risk = riskIdSchema.safeParse(said.toUpperCase());
  if (risk.success) return { card: 'risk', id: risk.data };
  return /^report\b/i.test(said) ? { card: 'report' } : { card: 'home' };
}
