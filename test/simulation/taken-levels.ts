/** What was concluded from levels that people typed: two levels at once (MRG3), one level down a whole column (I12). */
import { type TypedField } from '../../register/columns';
import { type RiskId } from '../../register/ids';
import { isActive, labels, levels, type Level } from '../../register/vocabulary';
import { type Edit, type Observed } from '../../sync/protocol/findings';
import { type Concluded } from './reading';
import { type Service } from './service';
import { Violation } from './violation';

const typedIn = ({ findings }: Observed) => findings.filter((finding) => finding.kind === 'typed');
const isAboutLevel = ({ field }: { field: TypedField }) => field === 'level';
const rank = (text: string) => levels.findIndex((one) => labels.level[one] === text);

/** MRG3: of two levels the higher holds until a person picks. */
export function checkMerges(service: Service, { memory, observed }: Concluded): void {
  const before = new Map(memory.rows.map((row) => [row.riskId, row.conflicts]));
  for (const { riskId, edits } of typedIn(observed)) {
    const conflict = service.rows.get(riskId)?.conflicts.find(isAboutLevel);
    const level = mergedLevel(service, riskId);
    if (!conflict || !level || before.get(riskId)?.includes(conflict)) continue;
    if (!edits.some(isAboutLevel)) continue;
    if (levels.indexOf(level) < Math.max(rank(conflict.sheet), rank(conflict.service)))
      throw new Violation(
        'MRG3',
        `${riskId}: of "${conflict.sheet}" and "${conflict.service}" the lower holds`,
      );
  }
}

/** Nothing typed on the row of a risk that is over is merged: it is held. */
function mergedLevel(service: Service, id: RiskId): Level | null {
  const risk = service.risks.get(id);
  return risk && isActive(risk.status) ? risk.level : null;
}

/** I12: one text drawn over a column is taken only after a person has said so. */
export function checkMassTaken(service: Service, { memory, observed }: Concluded): void {
  const counts = new Map<string, number>();
  for (const { riskId, region, edits } of typedIn(observed)) {
    if (service.saidToTake.has(riskId)) continue;
    for (const text of levelsOf(edits))
      counts.set(`${region}|${text}`, (counts.get(`${region}|${text}`) ?? 0) + 1);
  }
  for (const [key, count] of counts) {
    const region = key.split('|')[0] ?? '';
    const rows = memory.rows.filter((row) => row.region === region).length;
    if (count >= 5 && count > rows * 0.5)
      throw new Violation('I12', `${count} cells of a column of ${region} are taken unasked`);
  }
}

const levelsOf = (edits: readonly Edit[]) =>
  edits.filter(({ field, is }) => field === 'level' && is !== '').map(({ is }) => is);
