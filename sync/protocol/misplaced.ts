/** Texts of ours under other headings: columns were moved in the instant in which a row was written by its place. Pure. */
import { typedFields, type TypedField } from '../../register/columns';
import { isRiskId, type RiskId } from '../../register/ids';
import { type RowMemory } from '../../register/sheet-memory';
import { type CutRow } from '../../register/store';
import { type Typed } from './typing';

/** Cells the service fills when it makes a row. */
export const ownTexts: readonly TypedField[] = ['caseRef', 'atRisk', 'summary', 'notes'];

/** A row seen for the first time on which a text sent for one cell stands in another, until it is put right. */
export function isMisplaced(
  row: Pick<RowMemory, 'presence' | 'quarantine'>,
  { base, typed }: Pick<Typed, 'base' | 'typed'>,
): boolean {
  const isFirstSight = row.presence === 'expected' || row.quarantine?.why === 'misplaced';
  if (!isFirstSight) return false;
  const isNew = (field: TypedField) => typed[field] !== base[field];
  return ownTexts.some(
    (sent) =>
      base[sent] !== '' &&
      isNew(sent) &&
      typedFields.some((other) => other !== sent && isNew(other) && typed[other] === base[sent]),
  );
}

/** The Risk ID of ours that stands in another column of a line that has none in its own. */
export function misplacedId(line: CutRow, isOurs: (id: string) => boolean): RiskId | null {
  if (isRiskId(line.riskId)) return null;
  const texts = [...Object.values(line.typed), ...Object.values(line.typedOver)];
  return texts.filter(isRiskId).find(isOurs) ?? null;
}
