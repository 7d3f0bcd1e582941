/** Reporting a risk by card, the one step every story begins with. */
import { textOf, type Filling } from './card';
import { type Persona, type Shown } from './people';

/** A complete report about Northshire; the summary carries a word of its own so that it can be looked for. */
export const aReport = (more: Filling = {}): Filling => ({
  Region: 'Northshire',
  'Mosaic case reference': 'MOS-91001',
  'Type of risk': ['General'],
  'Who is at risk': ['Volunteer'],
  'What is the risk?': 'A loose paving stone by the front steps; use the side entrance.',
  'What I wrote is necessary': true,
  ...more,
});

/** The Risk ID a card names. */
export function riskIdOn(card: unknown): string {
  const found = /\b[A-Z]{2}-\d{4}-\d{4,}\b/.exec(textOf(card))?.[0];
  if (found === undefined) throw new Error(`No Risk ID on: ${textOf(card)}`);
  return found;
}

/** Opens the form, fills it in and sends it; answers the card that thanks, with the reference. */
export async function report(who: Persona, more: Filling = {}): Promise<{ id: string; answer: Shown }> {
  const form = await who.say('report');
  const answer = await who.press(form, 'Report it', { fill: aReport(more) });
  if (!textOf(answer.card).includes('Reported:')) throw new Error(`Not reported: ${textOf(answer.card)}`);
  return { id: riskIdOn(answer.card), answer };
}
