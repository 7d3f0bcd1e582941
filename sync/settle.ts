/** A person settles what the sheet and the service disagree about: a conflict, or a row that vanished. */
import { changeRisk } from '../register/act/change-risk';
import { type ActContext } from '../register/act/context';
import { voidRisk } from '../register/act/void-risk';
import { type Decision } from '../register/decision';
import { type PersonId, type RiskId } from '../register/ids';
import { isRefusal, refuse, type Refusal } from '../register/refusal';
import { type Risk } from '../register/risk';
import { type RiskChange } from '../register/risk-change';
import { type SheetConflict } from '../register/sheet-memory';
import { namesOf, sheetValues, understand } from '../register/sheet-values';
import { placeRowAgain, showInSheet } from '../state/commit';
import { type Tx } from '../state/db';
import { lockMemory, putRowMemories, rowMemory } from '../state/memory';
import { actorOf, allPeople } from '../state/people';
import { perform } from '../state/perform';
import { lockRisk } from '../state/risks';
import { type State } from '../state/state';
import { type At } from '../state/time';
import { rowReturned } from './protocol/rows';

export type Settled = { kind: 'done' } | Refusal;

interface Asked {
  riskId: RiskId;
  actor: PersonId;
  key: string;
}

/** What the bot offers people about the sheet. */
export interface SheetDesk {
  settleConflict(request: Asked & { keep: 'sheet' | 'teams' }): Promise<Settled>;
  settleRow(request: Asked & { verdict: 'restore' | 'confirm-deleted' }): Promise<Settled>;
}

export function openSheetDesk(state: State): SheetDesk {
  return {
    settleConflict: (request) =>
      settle(state, request, 'settle-conflict', (tx, at) => keep(tx, state, { ...at, take: request.keep })),
    settleRow: (request) =>
      settle(state, request, 'settle-row', (tx, at) =>
        request.verdict === 'restore' ? restore(tx, state, at) : confirmDeleted(tx, state, at),
      ),
  };
}

interface Desk {
  at: At;
  ctx: ActContext;
  risk: Risk;
}

/** Loads who asks and the risk under its lock, once per key. */
async function settle(
  state: State,
  asked: Asked,
  verb: string,
  work: (tx: Tx, desk: Desk) => Promise<Decision | Refusal> | Decision | Refusal,
): Promise<Settled> {
  const done = await perform(state, { key: asked.key, actor: asked.actor, verb }, async (tx, at) => {
    const desk = await deskOf(tx, state, asked, at);
    if ('kind' in desk) return desk;
    const outcome = await work(tx, desk);
    return isRefusal(outcome) ? outcome : { decision: outcome, answer: { kind: 'done' } };
  });
  return isRefusal(done) ? done : { kind: 'done' };
}

async function deskOf(tx: Tx, state: State, asked: Asked, at: At): Promise<Desk | Refusal> {
  // Before the risk, as a reading does: what it is about to remember of this row must not be overwritten, nor overwrite this.
  await lockMemory(tx, state);
  const actor = await actorOf(tx, state, asked.actor);
  if (!actor) return refuse('unknown-person', {});
  const risk = await lockRisk(tx, state, asked.riskId);
  if (!risk) return refuse('not-found', { what: 'risk' });
  return { at, ctx: { actor, today: at.today, org: state.org, people: await allPeople(tx, state) }, risk };
}

/** Takes one side of every open conflict of the row; which one stands in the audit. */
async function keep(
  tx: Tx,
  state: State,
  desk: Desk & { take: 'sheet' | 'teams' },
): Promise<Decision | Refusal> {
  const { ctx, risk, at } = desk;
  const memory = await rowMemory(tx, state, risk.id);
  const conflicts = memory?.conflicts ?? [];
  if (!memory || conflicts.length === 0) return refuse('already', { state: 'confirmed' });
  const change = changeOf(conflicts, desk, desk.take);
  if ('kind' in change) return change;
  const changed = changeRisk(ctx, risk, { change, consultation: null, manager: null, proposalId: '' });
  if (isRefusal(changed)) return changed;
  await putRowMemories(tx, state, [{ ...memory, conflicts: [] }]);
  // Nothing changes in the risk when the side in effect is kept, yet the row must stop speaking of the conflict.
  if (changed.changes.length === 0)
    await showInSheet(tx, state, { risk, isNew: false, people: ctx.people, at });
  const detail = { kept: desk.take, fields: conflicts.map((one) => one.field) };
  const audit = { act: 'settled-a-conflict', actor: ctx.actor.person.id, subject: risk.id, detail };
  return { ...changed, audit: [...changed.audit, audit] };
}

/** A value that can no longer be understood, such as a colleague who has left, cannot be kept: the conflict stays. */
function changeOf(
  conflicts: readonly SheetConflict[],
  desk: Desk,
  take: 'sheet' | 'teams',
): RiskChange | Refusal {
  const names = namesOf(desk.ctx.people);
  const inEffect = sheetValues(desk.risk, names);
  const change: RiskChange = {};
  for (const { field, sheet, service } of conflicts) {
    const text = take === 'sheet' ? sheet : service;
    // Nothing stood there, or it is in effect already: taking it again would only replace the reason somebody gave.
    if (text === '' || text === inEffect[field]) continue;
    const part = understand(field, text, names);
    if (!part.ok) return refuse('invalid', { field, problem: part.problem });
    Object.assign(change, part.change);
  }
  return change;
}

/** The row is made again with what people had last written in it. */
async function restore(tx: Tx, state: State, desk: Desk): Promise<Decision | Refusal> {
  if (!(await isGone(tx, state, desk.risk.id))) return refuse('already', { state: 'active' });
  const allowed = changeRisk(desk.ctx, desk.risk, {
    change: {},
    consultation: null,
    manager: null,
    proposalId: '',
  });
  if (isRefusal(allowed)) return allowed;
  await placeRowAgain(tx, state, desk.risk, { unlessSeen: false });
  const back = rowReturned(desk.risk);
  return {
    ...back,
    audit: [{ act: 'row-put-back', actor: desk.ctx.actor.person.id, subject: desk.risk.id, detail: {} }],
  };
}

/** The line does not stand in the sheet; it may have come back since the card was drawn. */
async function isGone(tx: Tx, state: State, riskId: RiskId): Promise<boolean> {
  const memory = await rowMemory(tx, state, riskId);
  return memory?.presence === 'deleted' || memory?.presence === 'missing';
}

/** Deleting a line is no way to end a risk: whoever confirms must be allowed to call it entered in error. */
async function confirmDeleted(tx: Tx, state: State, desk: Desk): Promise<Decision | Refusal> {
  if (!(await isGone(tx, state, desk.risk.id))) return refuse('already', { state: 'active' });
  return voidRisk(desk.ctx, desk.risk, { reason: 'Line deleted from the sheet on purpose' });
}
