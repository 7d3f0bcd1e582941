/** Turns what people did in the sheet into decisions, by the same rules that serve Teams. Pure. */
import { type ActContext } from '../../register/act/context';
import { applyChange } from '../../register/act/change-risk';
import { pairedFields, type PairedField, type TypedField } from '../../register/columns';
import { decision, type Decision, type Notice } from '../../register/decision';
import { caseRefSchema } from '../../register/ids';
import { type SheetEditor } from '../../register/person';
import { personalLooking } from '../../register/privacy';
import { tellAll } from '../../register/notice';
import { romsOf } from '../../register/routing';
import { isRefusal, type Refusal } from '../../register/refusal';
import { textLimit, type Risk } from '../../register/risk';
import { type RiskChange } from '../../register/risk-change';
import { type SheetConflict } from '../../register/sheet-memory';
import { sheetValues, understand, understandAtRisk, type Names } from '../../register/sheet-values';
import { sayConflict, sayHeld, sayNotUnderstood } from '../../register/sheet-words';
import { ownerAndRoms } from './told';
import { type Edit } from './findings';
import { resolve } from './merge';

export interface SheetContext extends ActContext<SheetEditor> {
  names: Names;
}

export interface Applied {
  decision: Decision;
  conflicts: SheetConflict[];
}

/** One field of one edit, read: a change to try, nothing to do, or a sentence for the Check column. */
type Read = { change: RiskChange } | { say: string } | null;

/** Applies everything typed into one row. What the rules refuse stays in the cell, is explained in Check, and is told to the ROM. */
export function applySheetEdit(ctx: SheetContext, risk: Risk, edits: readonly Edit[]): Applied {
  const conflicts: SheetConflict[] = [];
  const says: string[] = [];
  const held: string[] = [];
  let accepted: RiskChange = {};
  for (const edit of inOrder(edits)) {
    const read = isPaired(edit.field)
      ? readPaired(ctx, risk, { ...edit, field: edit.field }, conflicts)
      : readOwn(edit);
    if (read === null) continue;
    if ('say' in read) {
      says.push(read.say);
      continue;
    }
    const refusal = tryChange(ctx, risk, { ...accepted, ...read.change });
    if (refusal === null) accepted = { ...accepted, ...read.change };
    else {
      says.push(sayHeld(edit.field, refusal));
      held.push(edit.field);
    }
  }
  says.push(...conflicts.map(sayConflict));
  return { decision: decide(ctx, risk, { accepted, says, held, conflicts, edits }), conflicts };
}

/** Status last: its guards look at what the same save also filled in. */
function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => Number(a.field === 'status') - Number(b.field === 'status'));
}

const isPaired = (field: TypedField): field is PairedField =>
  (pairedFields as readonly string[]).includes(field);

function readPaired(
  ctx: SheetContext,
  risk: Risk,
  edit: Edit & { field: PairedField },
  conflicts: SheetConflict[],
): Read {
  const service = sheetValues(risk, ctx.names)[edit.field];
  // An emptied cell takes a statement back; it does not empty the register.
  if (edit.is === '' || edit.is.toLowerCase() === service.toLowerCase()) return null;
  const understood = understand(edit.field, edit.is, ctx.names);
  if (!understood.ok) return { say: sayNotUnderstood(edit.field, understood.problem) };
  if (edit.shown === null || edit.shown === service) return { change: understood.change };
  const kept = resolve(edit.field, { base: edit.shown, sheet: edit.is, service });
  if (kept.kind === 'merged') return merged(ctx, edit.field, kept.value);
  conflicts.push({ field: edit.field, sheet: edit.is, service });
  return kept.kind === 'sheet' ? { change: understood.change } : null;
}

function merged(ctx: SheetContext, field: PairedField, value: string): Read {
  const understood = understand(field, value, ctx.names);
  return understood.ok ? { change: understood.change } : { say: sayNotUnderstood(field, understood.problem) };
}

function readOwn(edit: Edit): Read {
  switch (edit.field) {
    case 'caseRef':
      if (edit.is === '') return { change: { caseRef: null } };
      return caseRefSchema.safeParse(edit.is).success
        ? { change: { caseRef: edit.is } }
        : { say: sayNotUnderstood('caseRef', 'not-a-case-ref') };
    case 'summary':
      return readSummary(edit.is);
    case 'atRisk': {
      const atRisk = understandAtRisk(edit.is);
      return atRisk ? { change: { atRisk } } : { say: sayNotUnderstood('atRisk', 'not-in-list') };
    }
    default:
      return null; // notes belong to the sheet alone
  }
}

function readSummary(text: string): Read {
  if (text.length > textLimit) return { say: sayNotUnderstood('summary', 'too-long') };
  if (personalLooking(text).length > 0) return { say: sayNotUnderstood('summary', 'looks-personal') };
  return { change: { summary: text } };
}

function tryChange(ctx: SheetContext, risk: Risk, change: RiskChange): Refusal | null {
  const outcome = applyChange(ctx, risk, change);
  return isRefusal(outcome) ? outcome : null;
}

interface Outcome {
  accepted: RiskChange;
  says: string[];
  held: string[];
  conflicts: SheetConflict[];
  edits: readonly Edit[];
}

function decide(ctx: SheetContext, risk: Risk, outcome: Outcome): Decision {
  const applied = applyChange(ctx, risk, outcome.accepted);
  if (isRefusal(applied))
    throw new Error(`A change accepted field by field was refused whole: ${applied.code}`);
  const changed = applied.changes.find((change) => change.kind === 'risk')?.risk ?? risk;
  const attention = outcome.says.join(' ').slice(0, textLimit);
  const moved = changed !== risk || attention !== risk.attention;
  const after: Risk = { ...changed, version: risk.version + 1, attention };
  return decision({
    changes: moved ? [{ kind: 'risk', risk: after, was: risk.version }] : [],
    notices: [...applied.notices, ...(moved ? toldOf(ctx, after, outcome) : [])],
    audit: [
      ...applied.audit,
      {
        act: 'edited-in-the-register', actor: 'sheet', subject: risk.id,
        detail: { fields: outcome.edits.map((edit) => edit.field), held: outcome.held, conflicts: outcome.conflicts.map((one) => one.field) },
      },
    ], // prettier-ignore
  });
}

function toldOf(ctx: SheetContext, risk: Risk, outcome: Outcome): Notice[] {
  return [
    ...(outcome.held.length > 0 ? tellAll(risk, 'sheet-edit-held', romsOf(ctx, risk.region)) : []),
    ...(outcome.conflicts.length > 0 ? tellAll(risk, 'sheet-conflict', ownerAndRoms(ctx, risk)) : []),
  ];
}
