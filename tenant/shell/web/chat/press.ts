/** A button of a card was pressed: hold the card still, ask the bot, and say what came of it. */
import { type Outcome } from '../api';
import { toast } from '../toast';
import { type CardPress } from './card';

/** Asks while the card's buttons rest; a failure of the request itself becomes a failed outcome. */
export async function pressHeld(place: HTMLElement, ask: () => Promise<Outcome>): Promise<Outcome> {
  const release = hold(place);
  const outcome = await failing(ask());
  release();
  return outcome;
}

/** Keeps every button of a card still until the bot has answered; answers how to release them. */
function hold(place: HTMLElement): () => void {
  const buttons = [...place.querySelectorAll('button')].filter((button) => !button.disabled);
  const pressed = document.activeElement;
  place.setAttribute('aria-busy', 'true');
  for (const button of buttons) button.disabled = true;
  return () => {
    place.removeAttribute('aria-busy');
    for (const button of buttons) button.disabled = false;
    if (pressed instanceof HTMLElement && document.activeElement === document.body) pressed.focus();
  };
}

/** A request that could not be made is a failed outcome. */
export async function failing(work: Promise<Outcome>): Promise<Outcome> {
  try {
    return await work;
  } catch (error) {
    return { kind: 'failed', text: error instanceof Error ? error.message : 'That did not work.' };
  }
}

/** Says what came of it, as Teams does. */
export function tell(outcome: Outcome, pressed: CardPress): void {
  if (outcome.kind === 'failed') toast(outcome.text, 'failure');
  else if (outcome.kind === 'toast') toast(outcome.text);
  else if (outcome.kind === 'sent' && !hidesFeedback(pressed)) toast('Your response was sent to the app');
}

const teamsPart = (pressed: CardPress) =>
  (pressed.data as { msteams?: { type?: string; feedback?: { hide?: boolean } } } | null | undefined)
    ?.msteams;
const hidesFeedback = (pressed: CardPress): boolean => teamsPart(pressed)?.feedback?.hide === true;
/** Dialogs (task modules) begin with this kind of submit. */
export const isDialog = (pressed: CardPress): boolean => teamsPart(pressed)?.type === 'task/fetch';
