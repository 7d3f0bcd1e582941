/** One person at the bot: who they are today, and how an act of theirs becomes true once. */
import { randomUUID } from 'node:crypto';
import { type ActContext } from '../register/act/context';
import { needs, type Evidence } from '../register/consultation';
import { type Decision } from '../register/decision';
import { personIdSchema, type PersonId } from '../register/ids';
import { type Actor, type Person } from '../register/person';
import { type Permission } from '../register/permissions';
import { refuse, type Refusal } from '../register/refusal';
import { type Risk } from '../register/risk';
import { managersFor as rankedManagers, officeOf } from '../register/routing';
import { namesOf } from '../register/sheet-values';
import { appendAudit } from '../state/audit';
import { cardsShowing } from '../state/conversations';
import { type Tx } from '../state/db';
import { enqueueEdit, type View } from '../state/outbox';
import { actorOf, allPeople } from '../state/people';
import { perform } from '../state/perform';
import { today, type At } from '../state/time';
import { type BotParts } from './bot-parts';
import { type CardAct } from './card-data';
import { type Card } from './cards/parts';
import { type Viewer } from './cards/viewer';
import { type Done } from './words';

export interface Desk {
  parts: BotParts;
  actor: Actor;
  viewer: Viewer;
}

/** Everything a card needs to know about its viewer, read fresh. */
export async function openDesk(parts: BotParts, actor: Actor): Promise<Desk> {
  const { db } = parts.state;
  const [people, at] = await Promise.all([allPeople(db, parts.state), today(db, parts.state)]);
  const viewer: Viewer = {
    actor,
    org: parts.state.org,
    people,
    names: namesOf(people),
    today: at.today,
    deepLink: parts.deepLink,
    newKey: () => randomUUID(),
  };
  return { parts, actor, viewer };
}

/** What a handler answers: a card by name, redrawn from the present state, or a "no" and where to go from it. */
export type Answer = { view: View } | { card: Card } | { refusal: Refusal; back: View | null };

export interface Decided {
  decision: Decision;
  /** What the person sees then, and again when the same press arrives twice. */
  view: View;
  /** Cards of this record on other screens are redrawn as well. */
  redraw?: { card: string; id: string };
}

/** Decides and commits under the card's key, then has the pressed message edited; a repeat changes nothing. */
export async function actOnce(
  desk: Desk,
  act: CardAct,
  work: (tx: Tx, ctx: ActContext, at: At) => Promise<Decided | Refusal>,
): Promise<{ view: View } | Refusal> {
  const { state } = desk.parts;
  const personId = desk.actor.person.id;
  if (act.idempotencyKey === undefined) return noKey();
  const request = { key: act.idempotencyKey, actor: personId, verb: act.verb };
  const done = await perform<View>(state, request, async (tx, at) => {
    const ctx = await contextOf(tx, desk, at);
    if (isNo(ctx)) return ctx;
    const decided = await work(tx, ctx, at);
    if (isNo(decided)) return decided;
    await queueEdits(tx, desk, act, decided);
    return { decision: decided.decision, answer: decided.view };
  });
  return isNo(done) ? done : { view: done.answer };
}

/** A card without a key is not one of ours, or very old. */
export const noKey = () =>
  refuse('invalid', { field: 'card', problem: 'it may be an old one, so start again from here' });

/** Tells a refusal from any other answer. */
export function isNo<Yes extends object>(value: Yes | Refusal): value is Refusal {
  return 'kind' in value && value.kind === 'refusal';
}

/** The actor read again inside the transaction: rights may have ended since the card was drawn. */
async function contextOf(tx: Tx, desk: Desk, at: At): Promise<ActContext | Refusal> {
  const { state } = desk.parts;
  const actor = await actorOf(tx, state, desk.actor.person.id);
  if (!actor?.person.active) return refuse('unknown-person', {});
  return { actor, today: at.today, org: state.org, people: await allPeople(tx, state) };
}

async function queueEdits(
  tx: Tx,
  desk: Desk,
  act: CardAct,
  decided: Omit<Decided, 'decision'>,
): Promise<void> {
  const { state } = desk.parts;
  const personId = desk.actor.person.id;
  if (act.message) await enqueueEdit(tx, state, { ...act.message, personId, view: decided.view });
  if (!decided.redraw) return;
  for (const sent of await cardsShowing(tx, state, decided.redraw)) {
    const { conversationId, activityId, personId: other } = sent;
    if (activityId === act.message?.activityId) continue;
    await enqueueEdit(tx, state, { conversationId, activityId, personId: other, view: decided.redraw });
  }
}

/** For acts that somebody else committed: the pressed message and the others that show the record are redrawn later. */
export async function redrawLater(
  desk: Desk,
  act: CardAct,
  decided: Omit<Decided, 'decision'>,
): Promise<void> {
  const { state } = desk.parts;
  await state.db.tx((tx) => queueEdits(tx, desk, act, decided));
  await state.jobs.send('deliver', {});
}

/** Reading a risk's details is itself recorded. */
export async function auditRead(desk: Desk, subject: string, act: string): Promise<void> {
  const { state } = desk.parts;
  const actor: PersonId = desk.actor.person.id;
  await state.db.tx(async (tx) => {
    const { now } = await today(tx, state);
    await appendAudit(tx, { organisationId: state.organisationId, at: now, actor, act, subject, detail: {} });
  });
}

/** Line managers to name, in the order offered; null when the permission asks for none. */
export function managersFor(desk: Desk, permission: Permission): Person[] | null {
  const isNeeded = !isNo(permission) && needs(permission, 'manager');
  return isNeeded ? rankedManagers(desk.viewer, desk.actor.person) : null;
}

/** Whom to consult in another region; null when the permission asks for nobody. */
export function consultableFor(desk: Desk, risk: Risk, permission: Permission): Person[] | null {
  const isNeeded = !isNo(permission) && needs(permission, 'consultation');
  return isNeeded ? officeOf(desk.viewer, risk.region) : null;
}

/** The evidence on a form: whom the person names as consulted and as manager. Nonsense counts as nobody. */
export function evidenceFrom(draft: { consulted: string; manager: string }): Evidence {
  const person = (text: string) => personIdSchema.safeParse(text.toLowerCase()).data ?? null;
  const consulted = person(draft.consulted);
  return {
    consultation: consulted === null ? null : { consulted },
    manager: person(draft.manager),
    proposalId: randomUUID(),
  };
}

/** Where a person is led after an act: the proposal when it waits, the risk otherwise. */
export function viewAfter(decision: Decision, risk: Risk, said: Done): View {
  const waiting = decision.changes.find((change) => change.kind === 'proposal');
  return waiting ? { card: 'proposal', id: waiting.proposal.id } : { card: 'risk', id: risk.id, said };
}
