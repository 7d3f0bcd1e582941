/** A "no" with its reason and a way on. */
import { type Refusal } from '../../register/refusal';
import { refusalWords } from '../refusal-words';
import { words } from '../words';
import { banner, card, open, say, type Card, type Element } from './parts';
import { type Viewer } from './viewer';

/** The sentence of a refusal as this viewer reads it. */
export function refusalSentence(refusal: Refusal, viewer: Viewer): string {
  return refusalWords(refusal, viewer.org, viewer.names);
}

/** The refusal alone; `back` opens what the person was looking at. */
export function refusedCard(refusal: Refusal, viewer: Viewer, back: Element | null): Card {
  return card({
    title: words.trouble.title,
    body: [banner(refusalSentence(refusal, viewer))],
    actions: [back, open(words.homeButton, 'home')],
  });
}

/** For failures and unreadable cards: one sentence and the way home. Needs no viewer, for there may be none. */
export function troubleCard(sentence: string): Card {
  return card({
    title: words.trouble.title,
    body: [say(sentence)],
    actions: [open(words.homeButton, 'home')],
  });
}
