/** Decisions about whole rows: typed by hand, moved to another region, gone, come back. Pure. */
import { cutText } from '../../register/cell-text';
import { cleanTyped, pairedFields, type TypedField } from '../../register/columns';
import { decision, type Decision } from '../../register/decision';
import { holdId, massKinds } from '../../register/hold';
import { caseRefSchema, type RegionId, type RiskId } from '../../register/ids';
import { type LocalDate } from '../../register/local-date';
import { tellAll } from '../../register/notice';
import { type Person } from '../../register/person';
import { type Risk, textLimit } from '../../register/risk';
import { officeOf, romsOf, type Directory } from '../../register/routing';
import { understandAtRisk } from '../../register/sheet-values';
import { type SheetContext } from '../../register/row-attention';
import { applySheetEdit } from './apply';
import { type Edit, type NewLine } from './findings';
import { ownerAndRoms, tellRegion } from './told';
import { itemsOf } from './warnings';

/** A line typed by hand becomes a risk of its own; whatever else the line says is applied as an edit of it. Its row will say all that the
 *  line says, understood or not, so that the line can be deleted. */
export function registerLine(ctx: SheetContext, line: NewLine, id: RiskId): Decision {
  const typed = cleanTyped(line.row.typed);
  const bare = bareRisk({ ...line, row: { ...line.row, typed } }, id, ctx.today);
  const edits = pairedFields
    .filter((field) => typed[field] !== '')
    .map((field): Edit => ({ field, was: '', is: typed[field], shown: null }));
  const applied = applySheetEdit(ctx, bare, edits).decision;
  const changed = applied.changes.find((change) => change.kind === 'risk')?.risk ?? bare;
  const risk: Risk = { ...changed, version: 1 };
  return decision({
    changes: [{ kind: 'risk', risk, was: 0, typed }],
    notices: [...applied.notices, ...tellAll(risk, 'hand-row-registered', officeOf(ctx, risk.region))],
    audit: [
      {
        act: 'registered-from-the-register',
        actor: 'sheet',
        subject: id,
        detail: { region: risk.region, fields: edits.map((edit) => edit.field) },
      },
    ],
  });
}

function bareRisk({ region, row: { typed } }: NewLine, id: RiskId, today: LocalDate): Risk {
  return {
    id, version: 1, region, caseRef: caseRefSchema.safeParse(typed.caseRef).success ? typed.caseRef : null, types: [], category: null,
    atRisk: understandAtRisk(typed.atRisk) ?? [], identifiedAt: 'register', summary: cutText(typed.summary, textLimit), called999: false,
    reportedBy: null, onBehalfOf: null, reportedOn: today, status: 'reported', level: null, levelReason: '', mitigations: [], posture: 'normal',
    postureReason: '', warning: 'none', noWarningReason: '', recordedBy: null, owner: null, nextReviewOn: null, lastReviewedOn: null,
    lastReviewedBy: null, inactive: null, missingSince: null,
  }; // prettier-ignore
}

/** A row now stands on another region's worksheet: its reminders and its owner's region follow it. */
export function moveRow(at: Directory, risk: Risk, to: RegionId): Decision {
  const moved: Risk = { ...risk, version: risk.version + 1, region: to };
  return decision({
    changes: [{ kind: 'risk', risk: moved, was: risk.version }],
    notices: tellAll(moved, 'row-moved', [...romsOf(at, risk.region), ...romsOf(at, to)]),
    audit: [
      { act: 'moved-in-the-register', actor: 'sheet', subject: risk.id, detail: { from: risk.region, to } },
    ],
  });
}

/** A row was absent from two cuts: its owner is asked. The risk itself stays active and keeps its reminders. */
export function rowMissing(at: Directory, risk: Risk, today: LocalDate): Decision {
  return missingFor(risk, today, ownerAndRoms(at, risk));
}

/** The same after the ROM has said that many rows are really gone: they know, the owner is asked. */
export function rowConfirmedGone(at: Directory, risk: Risk, today: LocalDate): Decision {
  const roms = romsOf(at, risk.region);
  return missingFor(
    risk,
    today,
    ownerAndRoms(at, risk).filter((person) => !roms.includes(person)),
  );
}

function missingFor(risk: Risk, today: LocalDate, told: readonly Person[]): Decision {
  const missing: Risk = { ...risk, version: risk.version + 1, missingSince: today };
  return decision({
    changes: [{ kind: 'risk', risk: missing, was: risk.version }],
    notices: tellAll(missing, 'row-missing', told),
    audit: [{ act: 'row-missing-from-the-register', actor: 'sheet', subject: risk.id, detail: {} }],
  });
}

/** A row believed deleted stands in the sheet again. */
export function rowReturned(risk: Risk): Decision {
  const back: Risk = { ...risk, version: risk.version + 1, missingSince: null };
  return decision({
    changes: [{ kind: 'risk', risk: back, was: risk.version }],
    audit: [{ act: 'row-back-in-the-register', actor: 'sheet', subject: risk.id, detail: {} }],
  });
}

/** An older content was saved over the sheet: the ROM is told which rows lost typing. What the register decided stays in effect. */
export function typingLost(
  at: Directory,
  region: RegionId,
  what: { tag: string; rows: { riskId: RiskId; fields: TypedField[] }[] },
): Decision {
  const items = itemsOf(what.rows.map((row) => row.riskId));
  return decision({
    notices: tellRegion(at, region, { event: 'sheet-rolled-back', tag: what.tag, items }),
    audit: what.rows.map(({ riskId, fields }) => ({
      act: 'typing-lost-to-an-older-save', actor: 'service' as const, subject: riskId, detail: { fields },
    })), // prettier-ignore
  });
}

/** A region's worksheet is not as the service knows it, or much of it changed at once: its ROM is told, or asked. */
export function regionOnHold(
  at: Directory,
  region: RegionId,
  what: { why: string; tag: string; rows: RiskId[]; fields?: TypedField[] },
): Decision {
  const why = massKinds.find((one) => one === what.why);
  const about = { tag: what.tag, items: itemsOf(what.rows) };
  return decision({
    notices: tellRegion(
      at,
      region,
      why
        ? { ...about, event: 'mass-edit', subjectId: holdId(region, why) }
        : { ...about, event: 'region-on-hold' },
    ),
    audit: [
      {
        act: 'region-on-hold',
        actor: 'service',
        subject: region,
        detail: { why: what.why, rows: what.rows, fields: what.fields ?? [] },
      },
    ],
  });
}
