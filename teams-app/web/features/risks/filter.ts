/** Which risks the list shows: by region, by words, with or without inactive ones. Pure. */
import { isActive, labels } from '../../../../register/vocabulary';
import { type RiskItem } from '../../../api/contract';

export interface Filter {
  /** Null: every region. */
  region: string | null;
  text: string;
  withInactive: boolean;
}

export const noFilter: Filter = { region: null, text: '', withInactive: false };

function searched(risk: RiskItem): string {
  const common = [risk.id, risk.caseRef ?? '', labels.status[risk.status], labels.posture[risk.posture]];
  if (risk.view === 'instruction') return common.join(' ').toLowerCase();
  const types = risk.types.map((type) => labels.types[type]);
  const category = risk.category === null ? '' : labels.category[risk.category];
  const level = risk.level === null ? '' : labels.level[risk.level];
  return [...common, ...types, category, level, risk.ownerName].join(' ').toLowerCase();
}

/** The risks that match every word of the text. */
export function filtered(risks: readonly RiskItem[], filter: Filter): RiskItem[] {
  const wanted = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return risks.filter((risk) => {
    if (filter.region !== null && risk.region !== filter.region) return false;
    if (!filter.withInactive && !isActive(risk.status)) return false;
    const text = searched(risk);
    return wanted.every((word) => text.includes(word));
  });
}

/** How many of them are past their review day. */
export function lateCount(risks: readonly RiskItem[]): number {
  return risks.filter((risk) => risk.view === 'row' && risk.daysLate > 0).length;
}
