/** A person settles the conflicts of a row: one side, what is in effect already, or a value of their own. */
import { changeRisk } from '../register/act/change-risk';
import { type Decision } from '../register/decision';
import { isRefusal, refuse, type Refusal } from '../register/refusal';
import { type RiskChange } from '../register/risk-change';
import { isPaired, readOwnCell } from '../register/row-attention';
import { conflictMark, inEffect, openConflicts } from '../register/sheet-conflict';
import { type ConflictField, type SheetConflict } from '../register/sheet-memory';
import { type ConflictChoice } from '../register/sheet-port';
import { namesOf, understand, type Names } from '../register/sheet-values';
import { showInSheet } from '../state/commit';
import { type Tx } from '../state/db';
import { putRowMemories, rowMemory } from '../state/memory';
import { type State } from '../state/state';
import { type RowDesk } from './settle-row';

/** Which side was chosen stands in the audit. */
export async function settleConflict(
  tx: Tx,
  state: State,
  desk: RowDesk & { keep: ConflictChoice; mark: string | undefined },
): Promise<Decision | Refusal> {
  const { ctx, risk, keep } = desk;
  const memory = await rowMemory(tx, state, risk.id);
  const open = openConflicts(risk, memory?.conflicts ?? [], namesOf(ctx.people));
  if (!memory || open.length === 0) return refuse('already', { state: 'confirmed' });
  if (desk.mark !== undefined && desk.mark !== conflictMark(open))
    return refuse('stale', { now: risk.version });
  const settled = open.filter((one) => textFor(one, keep) !== undefined);
  if (settled.length === 0)
    return refuse('invalid', { field: 'values', problem: 'none of them is in dispute' });
  const change = changeOf(settled, desk);
  if ('kind' in change) return change;
  const changed = changeRisk(ctx, risk, { change, consultation: null, manager: null, proposalId: '' });
  if (isRefusal(changed)) return changed;
  await putRowMemories(tx, state, [{ ...memory, conflicts: open.filter((one) => !settled.includes(one)) }]);
  // Nothing changes in the risk when what is in effect is kept, yet the row must stop speaking of the conflict.
  if (changed.changes.length === 0)
    await showInSheet(tx, state, { risk, isNew: false, people: ctx.people, at: desk.at });
  const kept = typeof keep === 'string' ? keep : 'a-value';
  const detail = { kept, fields: settled.map((one) => one.field) };
  const audit = { act: 'settled-a-conflict', actor: ctx.actor.person.id, subject: risk.id, detail };
  return { ...changed, audit: [...changed.audit, audit] };
}

/** What is to count; '' for what counts already, undefined for what was not spoken of. */
function textFor(conflict: SheetConflict, keep: ConflictChoice): string | undefined {
  if (typeof keep === 'object') return keep.values[conflict.field];
  if (keep === 'in-effect') return '';
  return keep === 'sheet' ? conflict.sheet : conflict.service;
}

/** A value that can no longer be understood, such as a colleague who has left, cannot be kept: the conflict stays. */
function changeOf(
  conflicts: readonly SheetConflict[],
  { ctx, risk, keep }: RowDesk & { keep: ConflictChoice },
): RiskChange | Refusal {
  const names = namesOf(ctx.people);
  const change: RiskChange = {};
  for (const conflict of conflicts) {
    const { field } = conflict;
    const text = textFor(conflict, keep) ?? '';
    // Nothing stood there, or it is in effect already: taking it again would only replace the reason somebody gave.
    if (text === '' || text === inEffect(risk, field, names)) continue;
    const part = read(field, text, names);
    if ('kind' in part) return part;
    Object.assign(change, part);
  }
  return change;
}

function read(field: ConflictField, text: string, names: Names): RiskChange | Refusal {
  if (isPaired(field)) {
    const part = understand(field, text, names);
    return part.ok ? part.change : refuse('invalid', { field, problem: part.problem });
  }
  const own = readOwnCell(field, text);
  return own && 'change' in own ? own.change : refuse('invalid', { field, problem: 'not-understood' });
}
