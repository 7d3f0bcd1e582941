/** From what a probe found to how the workbook store works. Pure. */
import { type ProbeVerdict } from '../../state/probes';
import { usualTraits, type WorkbookTraits } from '../stores/excel/traits';

/** A download that shows our own writes later than this is not read: the settle time before a line is sent again is two minutes. */
export const latestDownloadMs = 60_000;
/** A table that takes fewer rows at once is not worth choosing for. */
const fewestRows = 10;

/** Usual ways, except where a probe has shown that they do not hold here, or that a better one does. */
export function traitsFrom(verdicts: readonly ProbeVerdict[]): WorkbookTraits {
  const by = new Map(verdicts.map((verdict) => [verdict.id, verdict]));
  const rows = by.get('P12')?.value ?? usualTraits.mostRows;
  const isYes = (id: string) => by.get(id)?.answer === 'yes';
  return {
    reading: by.get('P5')?.answer === 'no' ? 'ranges' : usualTraits.reading,
    knowsUnchanged: by.get('P10')?.answer !== 'no',
    keepsBack: isYes('P7') && isYes('P9'),
    mostRows: Math.min(usualTraits.mostRows, Math.max(fewestRows, rows)),
  };
}

/** A "no" after which the register cannot be kept so in this tenant, and its code. The first counts. */
const obstacles = {
  P8: 'excel-refuses',
  P2: 'hidden-sheet-refused',
  L2: 'hidden-cell-refused',
  L3: 'tags-not-looked-at',
  L4: 'risk-ids-not-unique',
} as const;

export type Obstacle = (typeof obstacles)[keyof typeof obstacles];

/** What makes a store unusable in this tenant, from the verdicts of its probe; null when nothing does. */
export function obstacleOf(verdicts: readonly ProbeVerdict[]): Obstacle | null {
  const isNo = (id: string) => verdicts.some((verdict) => verdict.id === id && verdict.answer === 'no');
  return Object.entries(obstacles).find(([id]) => isNo(id))?.[1] ?? null;
}
