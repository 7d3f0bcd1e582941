/** What lines typed without a Risk ID are told in their Check cell; the lines themselves are never written to. Pure. */
import { nothingTyped, type TypedValues } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { sayRegistered, sayUnnumbered } from '../../register/sheet-words';
import { type Finding, type NewLine } from './findings';

/** A line typed by hand with the Risk ID it is about to have. */
export interface NumberedLine {
  line: NewLine;
  id: RiskId;
}

export interface LineAnswer {
  /** The risk it has become, or was. */
  of: RiskId;
  region: RegionId;
  /** The key under which the line finds it. */
  fingerprint: string;
  typed: TypedValues;
  /** Empty: the answer is taken back. */
  says: string;
}

/** One answer for each line about which there is something to say. */
export function lineAnswers(findings: readonly Finding[], lines: readonly NumberedLine[]): LineAnswer[] {
  const registered = lines.map(({ line, id }) => answer(line, id, sayRegistered(id)));
  return [...registered, ...findings.flatMap((finding) => answerTo(finding) ?? [])];
}

function answerTo(finding: Finding): LineAnswer | null {
  switch (finding.kind) {
    case 'line-unnumbered':
      return answer(finding.line, finding.lostBy, sayUnnumbered(finding.lostBy));
    case 'line-answered':
      return answer(finding.line, finding.as, sayRegistered(finding.as));
    case 'line-forgotten':
      return { ...finding, typed: nothingTyped, says: '' };
    default:
      return null;
  }
}

const answer = ({ fingerprint, region, row }: NewLine, of: RiskId, says: string): LineAnswer => ({
  of,
  region,
  fingerprint,
  typed: row.typed,
  says,
});
