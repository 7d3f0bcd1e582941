/** One dispatcher for every button, keyed on the verb: Action.Execute and the messages of old clients alike. */
import { type Actor } from '../register/person';
import { type Refusal } from '../register/refusal';
import { dropEdits, type View } from '../state/outbox';
import { errorCode } from '../state/errors';
import { type BotParts } from './bot-parts';
import { readCardAct, type CardAct, type CardMessage } from './card-data';
import { banner, bytesOf, mostBytes, type Card } from './cards/parts';
import { refusalSentence, troubleCard } from './cards/refused';
import { openDesk, type Answer, type Desk } from './desk';
import { saveEnding } from './handlers/ending';
import { decide } from './handlers/proposal';
import { saveHold } from './handlers/hold';
import { releaseRow } from './handlers/quarantine';
import { saveRecord, saveSettling } from './handlers/record';
import { sendReport } from './handlers/report';
import { savePage, saveRowReview, sign } from './handlers/review';
import { settleConflict, settleRow } from './handlers/sheet';
import { saveWarning } from './handlers/warning';
import { draw, drawOrRefuse, refusalCard } from './views';
import { words } from './words';

type Handle = (desk: Desk, act: CardAct) => Promise<Answer>;

/** A Map and not an object: "constructor" and "__proto__" are no verbs. */
const verbs = new Map<string, Handle>([
  ['open', open],
  ['report.send', sendReport],
  ['record.save', saveRecord],
  ['proposal.confirm', (desk, act) => decide(desk, act, 'confirm')],
  ['proposal.decline', (desk, act) => decide(desk, act, 'decline')],
  ['inactive.save', (desk, act) => saveEnding(desk, act, 'inactive')],
  ['reopen.save', (desk, act) => saveEnding(desk, act, 'reopen')],
  ['void.save', (desk, act) => saveEnding(desk, act, 'void')],
  ['warning.placed', (desk, act) => saveWarning(desk, act, 'placed')],
  ['warning.removed', (desk, act) => saveWarning(desk, act, 'removed')],
  ['review.save', savePage],
  ['row-review.save', saveRowReview],
  ['review.sign', sign],
  ['conflict.keep-sheet', (desk, act) => settleConflict(desk, act, 'sheet')],
  ['conflict.keep-teams', (desk, act) => settleConflict(desk, act, 'teams')],
  ['row.restore', (desk, act) => settleRow(desk, act, 'restore')],
  ['settle.save', saveSettling],
  ['hold.gone', (desk, act) => saveHold(desk, act, 'gone')],
  ['hold.put-back', (desk, act) => saveHold(desk, act, 'put-back')],
  ['hold.take', (desk, act) => saveHold(desk, act, 'take')],
  ['hold.leave', (desk, act) => saveHold(desk, act, 'leave')],
  ['quarantine.take', (desk, act) => releaseRow(desk, act, 'take')],
  ['quarantine.leave', (desk, act) => releaseRow(desk, act, 'leave')],
  ['row.confirm-deleted', (desk, act) => settleRow(desk, act, 'confirm-deleted')],
]);

/** One press: who, with which data, on which message. */
export interface Press {
  actor: Actor;
  data: unknown;
  message: CardMessage | null;
  /** A refresh by the client: it may look and never act, edit or send. */
  isAutomatic: boolean;
}

/** What a press shows, and where: in place of the pressed card, or below it as a message of its own. */
export interface Shown {
  card: Card;
  isBelow: boolean;
}

const inPlace = (card: Card): Shown => ({ card, isBelow: false });

/** Always answers a card; failures are logged by code and said in one sentence. */
export async function dispatch(parts: BotParts, press: Press): Promise<Shown> {
  const act = readCardAct(press.data, press.isAutomatic ? null : press.message);
  const handle = act && verbs.get(act.verb);
  if (!act || !handle) return inPlace(troubleCard(words.trouble.badCard));
  if (press.isAutomatic && act.verb !== 'open') return inPlace(troubleCard(words.trouble.badCard));
  try {
    const desk = await openDesk(parts, press.actor);
    const card = withinLimit(parts, await cardOf(desk, await handle(desk, act)));
    // A digest is a list to work through, and nothing draws it again: what is opened from it must not take its place.
    return { card, isBelow: act.show === 'chosen' && !press.isAutomatic };
  } catch (error) {
    parts.state.log.warn('bot.act-failed', { verb: act.verb, code: errorCode(error) });
    return inPlace(troubleCard(words.trouble.failed));
  }
}

/** Going on to another card. What was still to be shown on this message is overtaken by what the person does there now. */
async function open(desk: Desk, act: CardAct): Promise<Answer> {
  if (act.message) await dropEdits(desk.parts.state.db, desk.parts.state, act.message);
  return { view: viewOf(act) };
}

function viewOf(act: CardAct): View {
  // A list's own choice wins over the id of the list.
  const chosen = act.inputs.text('chosen');
  const id = chosen === '' ? act.id : chosen;
  return { card: act.show ?? 'home', id, page: act.page, risk: act.risk };
}

async function cardOf(desk: Desk, answer: Answer): Promise<Card> {
  if ('card' in answer) return answer.card;
  if ('view' in answer) return draw(desk, answer.view);
  return refused(desk, answer.refusal, answer.back);
}

/** A refusal beside the record as it stands, where that can be shown; alone otherwise. */
async function refused(desk: Desk, refusal: Refusal, back: View | null): Promise<Card> {
  if (back === null) return refusalCard(desk, refusal, null);
  const now = await drawOrRefuse(desk, back);
  if (!('body' in now)) return refusalCard(desk, refusal, null);
  return { ...now, body: [banner(refusalSentence(refusal, desk.viewer)), ...now.body] };
}

/** A card over the limit would be refused by Teams after the act was done; the sentence says where to look instead. */
function withinLimit(parts: BotParts, card: Card): Card {
  const bytes = bytesOf(card);
  if (bytes <= mostBytes) return card;
  parts.state.log.warn('bot.card-too-large', { bytes });
  return troubleCard(words.trouble.tooLarge);
}
