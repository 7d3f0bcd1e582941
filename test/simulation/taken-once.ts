/** I3: what a person typed once is taken once; emptying another cell brings nothing old into effect. A line that lost its Risk ID is no new risk. */
import { type TypedField, type TypedValues } from '../../register/columns';
import { type RiskId } from '../../register/ids';
import { identityOf } from '../../sync/protocol/quarantine';
import { type Concluded } from './reading';
import { Violation } from './violation';
import { asRead, type WorldRow } from './world';

export class TakenOnce {
  /** Texts by risk, field and the time at which they were put there. */
  private readonly taken = new Set<string>();

  /** Where no older content was ever saved: that brings back texts together with the time at which they were typed. */
  check({ memory, observed }: Concluded, rows: readonly WorldRow[]): void {
    for (const finding of observed.findings) {
      if (finding.kind === 'typed')
        for (const { field, is } of finding.edits) this.checkTaken(finding.riskId, { field, is }, rows);
      if (finding.kind === 'new-line') checkNew(memory.rows, rows, finding.line.row.typed);
    }
  }

  private checkTaken(
    id: RiskId,
    { field, is }: { field: TypedField; is: string },
    rows: readonly WorldRow[],
  ) {
    const puts = rows.filter((row) => row.riskId === id).flatMap((row) => putAt(row, field, is));
    const keys = puts.sort((a, b) => a - b).map((at) => `${id}|${field}|${at}`);
    const fresh = keys.find((key) => !this.taken.has(key));
    if (keys.length > 0 && fresh === undefined)
      throw new Violation('I3', `${id} ${field}: "${is}" is taken once more, and nobody typed it since`);
    if (fresh !== undefined) this.taken.add(fresh);
  }
}

/** When this text was put into the cell, and over the formula beside it; nothing where neither says it now. */
function putAt(row: WorldRow, field: TypedField, text: string): number[] {
  const inCell = asRead(row.typed)[field] === text ? row.byPeople[field] : undefined;
  const isOver = (row.over as Partial<Record<TypedField, string>>)[field] === text;
  return [inCell, isOver ? row.overAt : undefined].filter((at) => at !== undefined);
}

/** SHT55. */
function checkNew(memory: Concluded['memory']['rows'], rows: readonly WorldRow[], typed: TypedValues): void {
  const says = identityOf(typed);
  const was = rows.find(
    (row) => row.riskId === '' && row.madeFor !== null && identityOf(asRead(row.typed)) === says,
  );
  const known = was && memory.find((row) => row.riskId === was.madeFor);
  if (!known || known.presence === 'expected' || known.presence === 'deleted') return;
  const isThere = rows.some((row) => row.riskId === known.riskId);
  if (!isThere && identityOf(known.typed as TypedValues) === says)
    throw new Violation('I3', `${known.riskId} lost its Risk ID, and its line is registered as a new risk`);
}
