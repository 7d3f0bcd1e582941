/** The row a risk gets, or gets once more: what it will say, and what is remembered of it until it is seen. Pure. */
import { cellText } from './cell-text';
import { cleanTyped, nothingTyped, pairedFields, type TypedValues } from './columns';
import { type Risk } from './risk';
import { type RowMemory } from './sheet-memory';
import { atRiskText } from './sheet-values';
import { type NewRow } from './store';

/** `own` is what people had written of it, where they had. */
export function newRow(risk: Risk, own: TypedValues | null): NewRow {
  const { id: riskId, region } = risk;
  if (own === null)
    return { riskId, region, caseRef: cellText(risk.caseRef ?? ''), atRisk: cellText(atRiskText(risk)), summary: cellText(risk.summary), notes: '' }; // prettier-ignore
  const { caseRef, atRisk, summary, notes, ...paired } = cleanTyped({ ...nothingTyped, ...own });
  const change = Object.fromEntries(pairedFields.map((field) => [field, paired[field]]).filter(([, text]) => text !== '')); // prettier-ignore
  return { riskId, region, caseRef, atRisk, summary, notes, change };
}

/** What its cells will say. */
export function typedOn({ caseRef, atRisk, summary, notes, change }: NewRow): TypedValues {
  return { ...nothingTyped, ...change, caseRef, atRisk, summary, notes };
}

/** Nothing of it has been seen. */
export function memoryOf(row: NewRow): RowMemory {
  const { riskId, region } = row;
  return {
    riskId, region, typed: typedOn(row), over: {}, takenOver: {}, shown: null, presence: 'expected', missingSince: null, settling: null,
    duplicated: false, conflicts: [],
  }; // prettier-ignore
}
