/** What people are told once for as long as it stands in the sheet: formulas that reach outside, headings that were renamed, lines of ours
 *  under other headings, what is typed where nobody reads, a workbook that is calculated only when asked. Pure. */
import { fingerprint } from '../../register/fingerprint';
import { type RegionId, type RiskId } from '../../register/ids';
import { type Cut, type CutRow, type ReachOut } from '../../register/store';
import { type Finding } from './findings';
import { misplacedId } from './misplaced';

interface Mark {
  what: 'formula' | 'heading' | 'line' | 'unread';
  /** Holds no text of a person's: Risk ID, heading of ours, or a fingerprint of the line. */
  mark: string;
  region: RegionId;
  riskId: RiskId | null;
  heading: string | null;
}

/** `isOurs`: the register has given this Risk ID. The marks are remembered; one that goes and comes back is told again. */
export function toldOnce(
  before: readonly string[],
  cut: Cut,
  isOurs: (id: string) => boolean,
): { told: string[]; findings: Finding[] } {
  const marks = [
    ...formulaMarks(cut, isOurs),
    ...headingMarks(cut),
    ...lineMarks(cut, isOurs),
    ...unreadMarks(cut),
  ];
  const fresh = marks.filter((one) => !before.includes(one.mark));
  const places = cut.reachesOut ?? [];
  const news = places.filter((place) => !before.includes(placeMark(place)));
  const readable = new Set<string>(cut.regions.map((one) => one.region));
  const hidden = before.filter((mark) => {
    const [what, region = ''] = mark.split(':');
    return what !== outside && what !== byHand && !readable.has(region);
  });
  const isByHand = cut.calculatesByHand === true;
  const workbook = [...places.map(placeMark), ...(isByHand ? [byHand] : [])];
  return {
    told: [...new Set([...hidden, ...marks.map((one) => one.mark), ...workbook])],
    findings: [
      ...findingsOf(fresh),
      ...(news.length > 0 ? [{ kind: 'reach-out-found' as const, places: news }] : []),
      ...(isByHand && !before.includes(byHand) ? [{ kind: 'calculates-by-hand' as const }] : []),
    ],
  };
}

const outside = 'outside';
const byHand = 'calculates-by-hand';
const placeMark = ({ kind, sheet, cell }: ReachOut) => [outside, kind, sheet ?? '', cell ?? ''].join(':');

function formulaMarks(cut: Cut, isOurs: (id: string) => boolean): Mark[] {
  return cut.regions.flatMap(({ region, rows }) =>
    rows
      .filter((row) => row.reachesOut === true)
      .map((row) => {
        const riskId = isOurs(row.riskId) ? (row.riskId as RiskId) : null;
        return {
          what: 'formula',
          mark: `formula:${region}:${riskId ?? lineMark(row)}`,
          region,
          riskId,
          heading: null,
        };
      }),
  );
}

function lineMarks(cut: Cut, isOurs: (id: string) => boolean): Mark[] {
  const marks: Mark[] = [];
  for (const { region, rows } of cut.regions)
    for (const row of rows) {
      const riskId = misplacedId(row, isOurs);
      if (riskId !== null)
        marks.push({ what: 'line', mark: `line:${region}:${riskId}`, region, riskId, heading: null });
    }
  return marks;
}

const lineMark = (row: CutRow) => fingerprint(JSON.stringify([row.riskId, row.typed]));

function headingMarks(cut: Cut): Mark[] {
  return cut.problems.flatMap(({ code, region, object }) =>
    code === 'renamed-column' && region !== null
      ? [{ what: 'heading', mark: `heading:${region}:${object}`, region, riskId: null, heading: object }]
      : [],
  );
}

function unreadMarks(cut: Cut): Mark[] {
  return cut.problems.flatMap(({ code, region }) =>
    (code === 'copied-table' || code === 'typed-in-totals') && region !== null
      ? [{ what: 'unread', mark: `unread:${region}:${code}`, region, riskId: null, heading: null }]
      : [],
  );
}

function findingsOf(fresh: readonly Mark[]): Finding[] {
  const regions = [...new Set(fresh.map((one) => one.region))];
  return regions.flatMap((region): Finding[] => {
    const here = fresh.filter((one) => one.region === region);
    const of = (what: Mark['what']) => here.filter((one) => one.what === what);
    const [formulas, headings, lines] = [of('formula'), of('heading'), of('line')];
    const rowsOf = (marks: readonly Mark[]) => marks.flatMap((one) => one.riskId ?? []);
    return [
      ...(formulas.length > 0
        ? [{ kind: 'formula-found' as const, region, rows: rowsOf(formulas), lines: formulas.length }]
        : []),
      ...(headings.length > 0
        ? [
            {
              kind: 'heading-renamed' as const,
              region,
              headings: headings.flatMap((one) => one.heading ?? []),
            },
          ]
        : []),
      ...(lines.length > 0 ? [{ kind: 'line-misplaced' as const, region, rows: rowsOf(lines) }] : []),
      ...(of('unread').length > 0 ? [{ kind: 'part-unread' as const, region }] : []),
    ];
  });
}
