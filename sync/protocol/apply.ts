/** Turns what people did in the sheet into decisions, by the same rules that serve Teams. Pure. */
import { cellText } from '../../register/cell-text';
import { applyChange } from '../../register/act/change-risk';
import { type PairedField, type TypedField } from '../../register/columns';
import { decision, type Decision, type Notice } from '../../register/decision';
import { tellAll } from '../../register/notice';
import { isRefusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { type RiskChange } from '../../register/risk-change';
import { romsOf } from '../../register/routing';
import {
  isPaired,
  readOwnCell,
  readPairedCell,
  refusalOf,
  type ReadCell,
  type SheetContext,
} from '../../register/row-attention';
import { inEffect } from '../../register/sheet-conflict';
import { type SheetConflict } from '../../register/sheet-memory';
import { sheetValues } from '../../register/sheet-values';
import { isActive } from '../../register/vocabulary';
import { type Edit } from './findings';
import { resolve } from './merge';
import { ownerAndRoms } from './told';

export interface Applied {
  decision: Decision;
  conflicts: SheetConflict[];
}

interface Outcome {
  accepted: RiskChange;
  /** Fields whose change the rules hold back. The text stays in its cell and Check says why. */
  held: TypedField[];
  conflicts: SheetConflict[];
}

/** Applies everything typed into one row. What the rules refuse stays in the cell, is explained in Check, and is told to the ROM. */
export function applySheetEdit(ctx: SheetContext, risk: Risk, edits: readonly Edit[]): Applied {
  const outcome: Outcome = { accepted: {}, held: [], conflicts: [] };
  for (const { is, ...edit } of inOrder(edits)) {
    const read = readEdit(ctx, risk, { ...edit, is: cellText(is) }, outcome.conflicts);
    if (read === null) continue;
    if ('say' in read) {
      // Beside the row of an ended risk Check says nothing of old cells, so its ROM hears of what nobody can read as well.
      if (!isActive(risk.status)) outcome.held.push(edit.field);
      continue;
    }
    const together = { ...outcome.accepted, ...read.change };
    if (refusalOf(ctx, risk, together) === null) outcome.accepted = together;
    else outcome.held.push(edit.field);
  }
  const made = decide(ctx, risk, { ...outcome, edits });
  const after = made.changes.find((change) => change.kind === 'risk')?.risk ?? risk;
  const held = (one: SheetConflict) => ({ ...one, held: inEffect(after, one.field, ctx.names) });
  return { decision: made, conflicts: outcome.conflicts.map(held) };
}

/** Status last: its guards look at what the same save also filled in. */
function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => Number(a.field === 'status') - Number(b.field === 'status'));
}

function readEdit(ctx: SheetContext, risk: Risk, edit: Edit, conflicts: SheetConflict[]): ReadCell {
  const { field } = edit;
  return isPaired(field) ? readPaired(ctx, risk, { ...edit, field }, conflicts) : readOwnCell(field, edit.is);
}

function readPaired(
  ctx: SheetContext,
  risk: Risk,
  edit: Edit & { field: PairedField },
  conflicts: SheetConflict[],
): ReadCell {
  const service = sheetValues(risk, ctx.names)[edit.field];
  const read = readPairedCell(ctx, edit.field, { text: edit.is, service });
  if (read === null || 'say' in read) return read;
  // The column showed what is still in effect: the person saw it and decided otherwise.
  if (edit.shown === null || edit.shown === service) return read;
  const kept = resolve(edit.field, { base: edit.shown, sheet: edit.is, service });
  if (kept.kind === 'merged') {
    const merged = readPairedCell(ctx, edit.field, { text: kept.value, service });
    // A text of somebody's own may hold what separates two: then it is for a person to put them together.
    if (merged === null || 'change' in merged) return merged;
  }
  conflicts.push({ field: edit.field, sheet: edit.is, service });
  return kept.kind === 'sheet' ? read : null;
}

function decide(ctx: SheetContext, risk: Risk, outcome: Outcome & { edits: readonly Edit[] }): Decision {
  // An ended risk refuses even a change of nothing; what is typed on its row is held, and must not stop the reading.
  const isNothing = Object.keys(outcome.accepted).length === 0;
  const applied = isNothing ? decision({}) : applyChange(ctx, risk, outcome.accepted);
  if (isRefusal(applied))
    throw new Error(`A change accepted field by field was refused whole: ${applied.code}`);
  const edited = {
    act: 'edited-in-the-register',
    actor: 'sheet' as const,
    subject: risk.id,
    detail: {
      fields: outcome.edits.map((edit) => edit.field),
      held: outcome.held,
      conflicts: outcome.conflicts.map((one) => one.field),
    },
  };
  const told = toldOf(ctx, risk, outcome);
  return decision({ ...applied, notices: [...applied.notices, ...told], audit: [...applied.audit, edited] });
}

/** The keys carry the fields held or disputed: the same again tells nobody, another field of the same version does. */
function toldOf(ctx: SheetContext, risk: Risk, outcome: Outcome): Notice[] {
  const next = { ...risk, version: risk.version + 1 };
  const about = (fields: readonly TypedField[], notices: Notice[]) =>
    fields.length === 0
      ? []
      : notices.map((notice) => ({ ...notice, key: [notice.key, ...fields].join(':') }));
  return [
    ...about(outcome.held, tellAll(next, 'sheet-edit-held', romsOf(ctx, risk.region))),
    ...about(
      outcome.conflicts.map((one) => one.field),
      tellAll(next, 'sheet-conflict', ownerAndRoms(ctx, risk)),
    ),
  ];
}
