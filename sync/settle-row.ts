/** A row that vanished, or that was set apart: put back, struck, taken or left, by a person's word. */
import { changeRisk } from '../register/act/change-risk';
import { type ActContext } from '../register/act/context';
import { voidRisk } from '../register/act/void-risk';
import { evidenceProblem } from '../register/consultation';
import { decision, type Decision } from '../register/decision';
import { closedRegions } from '../register/hold';
import { type RiskId } from '../register/ids';
import { mayEditRow } from '../register/permissions';
import { isRefusal, refuse, type Refusal } from '../register/refusal';
import { type Risk } from '../register/risk';
import { cellsSetApart, mayBeTaken, quarantineMark } from '../register/set-apart';
import { type Quarantine, type RowMemory } from '../register/sheet-memory';
import { placeRowAgain } from '../state/commit';
import { type Tx } from '../state/db';
import { putRowMemories, registerMemory, rowMemory } from '../state/memory';
import { type State } from '../state/state';
import { type At } from '../state/time';
import { rowReturned } from './protocol/rows';

/** Who asks, and about which risk, under its lock. */
export interface RowDesk {
  at: At;
  ctx: ActContext;
  risk: Risk;
}

/** A button carries neither manager nor consultation, so it is for those who may change the row without. */
function mayDecide({ ctx, risk }: RowDesk): Refusal | null {
  const nothing = { change: {}, consultation: null, manager: null, proposalId: '' };
  const allowed = changeRisk(ctx, risk, nothing);
  return isRefusal(allowed) ? allowed : null;
}

/** The same for a row whatever its risk has become: what is said of it need not change the risk. */
function mayEdit({ ctx, risk: { region } }: RowDesk): Refusal | null {
  const permission = mayEditRow(ctx.actor, region, ctx.today);
  if (isRefusal(permission)) return permission;
  const evidence = { consultation: null, manager: null, proposalId: '' };
  return evidenceProblem(ctx, { permission, region, evidence });
}

/** The row is made again with what people had last written in it. */
export async function restore(tx: Tx, state: State, desk: RowDesk): Promise<Decision | Refusal> {
  const presence = await presenceOf(tx, state, desk.risk.id);
  if (!isGone(presence)) return refuse('already', { state: 'active' });
  const no = mayDecide(desk);
  if (no) return no;
  // An absence that is not believed yet may be a view that lags, and while a region cannot be read the row may stand there: it is looked
  // for first, and made again when it is nowhere.
  const { holds } = await registerMemory(tx, state);
  const unlessSeen = presence === 'missing' || closedRegions(holds).length > 0;
  await placeRowAgain(tx, state, desk.risk, { unlessSeen });
  const back = rowReturned(desk.risk);
  return {
    ...back,
    audit: [{ act: 'row-put-back', actor: desk.ctx.actor.person.id, subject: desk.risk.id, detail: {} }],
  };
}

async function presenceOf(tx: Tx, state: State, riskId: RiskId): Promise<RowMemory['presence'] | null> {
  return (await rowMemory(tx, state, riskId))?.presence ?? null;
}

/** The line does not stand in the sheet; it may have come back since the card was drawn. */
const isGone = (presence: RowMemory['presence'] | null) => presence === 'deleted' || presence === 'missing';

/** Deleting a line is no way to end a risk: whoever confirms must be allowed to call it entered in error. */
export async function confirmDeleted(tx: Tx, state: State, desk: RowDesk): Promise<Decision | Refusal> {
  if (!isGone(await presenceOf(tx, state, desk.risk.id))) return refuse('already', { state: 'active' });
  return voidRisk(desk.ctx, desk.risk, { reason: 'Line deleted from the sheet on purpose' });
}

/** The word is remembered with what it was said about; the next reading takes what stands on the row then, or lets it stand without effect. */
export async function release(
  tx: Tx,
  state: State,
  desk: RowDesk & { verdict: NonNullable<Quarantine['word']>; mark: string | undefined },
): Promise<Decision | Refusal> {
  const memory = await rowMemory(tx, state, desk.risk.id);
  const quarantine = memory?.quarantine;
  if (!memory || !quarantine || quarantine.word !== undefined)
    return refuse('already', { state: 'confirmed' });
  const no = mayEdit(desk);
  if (no) return no;
  const mark = quarantineMark(quarantine.why, cellsSetApart(memory));
  if (desk.mark !== undefined && desk.mark !== mark) return refuse('stale', { now: desk.risk.version });
  if (desk.verdict === 'take' && !mayBeTaken(desk.risk, quarantine.why))
    return refuse('already', { state: 'void' });
  await putRowMemories(tx, state, [{ ...memory, quarantine: { ...quarantine, word: desk.verdict, mark } }]);
  const detail = { why: quarantine.why, verdict: desk.verdict };
  const actor = desk.ctx.actor.person.id;
  return decision({ audit: [{ act: 'decided-on-a-row', actor, subject: desk.risk.id, detail }] });
}
