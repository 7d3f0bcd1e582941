/** Cards by name: any of them can be drawn again, for anybody, from the present state. Drawing changes nothing. */
import { isRiskId } from '../register/ids';
import { type Refusal } from '../register/refusal';
import { type View } from '../state/outbox';
import { type Card, open } from './cards/parts';
import { refusedCard } from './cards/refused';
import { type Desk } from './desk';
import { showEnding } from './handlers/ending';
import { showHome } from './handlers/home';
import { showProposal } from './handlers/proposal';
import { showRecord, showSettle } from './handlers/record';
import { showReport, showReportAnswer } from './handlers/report';
import { showReview, showRowReview } from './handlers/review';
import { showRisk, showRisks } from './handlers/risk';
import { showConflict, showMissingRow } from './handlers/sheet';
import { showHold } from './handlers/hold';
import { showQuarantine } from './handlers/quarantine';
import { words } from './words';

type Show = (desk: Desk, view: View) => Promise<Card | Refusal> | Card | Refusal;

const shows = new Map<string, Show>([
  ['home', showHome],
  ['report', showReport],
  ['report-answer', showReportAnswer],
  ['risk', showRisk],
  ['risks', showRisks],
  ['record', showRecord],
  ['inactive', (desk, view) => showEnding(desk, view, 'inactive')],
  ['reopen', (desk, view) => showEnding(desk, view, 'reopen')],
  ['void', (desk, view) => showEnding(desk, view, 'void')],
  ['proposal', showProposal],
  ['review', showReview],
  ['row-review', showRowReview],
  ['conflict', showConflict],
  ['row-missing', showMissingRow],
  ['settle', showSettle],
  ['hold', showHold],
  ['quarantine', showQuarantine],
  // A digest lists risks and reviews together: the reference itself says which card opens.
  ['chosen', (desk, view) => (isRiskId(view.id ?? '') ? showRisk(desk, view) : showReview(desk, view))],
]);

/** The card, or why this person does not get to see it. An unknown name shows what the person can do. */
export async function drawOrRefuse(desk: Desk, view: View): Promise<Card | Refusal> {
  return (shows.get(view.card) ?? showHome)(desk, view);
}

/** As drawOrRefuse with a refusal as a card of its own; `back` is where its button leads, null only home. */
export async function draw(desk: Desk, view: View, back: View | null = null): Promise<Card> {
  const drawn = await drawOrRefuse(desk, view);
  return 'body' in drawn ? drawn : refusalCard(desk, drawn, back);
}

/** A refusal as a card with a way back. */
export function refusalCard(desk: Desk, refusal: Refusal, back: View | null): Card {
  const { card, ...more } = back ?? { card: '' };
  return refusedCard(refusal, desk.viewer, back === null ? null : open(words.back, card, more));
}
