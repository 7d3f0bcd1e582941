/** Sheets for tests of the protocol: a cut with named rows, and the memory that fits it. */
import {
  nothingTyped,
  pairedFields,
  type PairedField,
  type SheetValues,
  type TypedValues,
} from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { emptyRegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type Cut, type CutRow, type EventRow } from '../../register/store';
import { type Memory, type Reading, type ReadingRules } from '../../sync/protocol/findings';

export const rules: ReadingRules = { settleMs: 60_000, deleteAfterMs: 600_000, lagMs: 120_000 };
export const minute = (count: number) => new Date(Date.UTC(2026, 10, 23, 9, count)).toISOString();

export const noValues: SheetValues = {
  status: '', level: '', types: '', category: '', mitigations: '', posture: '', warning: '', owner: '', nextReviewOn: '',
  lastReviewedOn: '', lastReviewedBy: '', reportedOn: '', reportedBy: '', attention: '',
}; // prettier-ignore
const noPaired = Object.fromEntries(pairedFields.map((field) => [field, ''])) as Record<PairedField, string>;

export function aCutRow(
  riskId: string,
  typed: Partial<TypedValues> = {},
  more: Partial<CutRow> = {},
): CutRow {
  return {
    riskId,
    typed: { ...nothingTyped, ...typed },
    typedOver: {},
    formulaIn: [],
    carried: null,
    place: 'table',
    line: 2,
    ...more,
  };
}

export function anEvent(seq: number, key: string, values: Partial<SheetValues> = {}): EventRow {
  return { seq, key, values: { ...noValues, ...values }, observed: noPaired };
}

/** A cut of two regions, NS and EM. */
export function aCut(
  parts: {
    NS?: CutRow[];
    EM?: CutRow[];
    events?: EventRow[] | null;
    problems?: Cut['problems'];
    tag?: string;
    carrier?: Cut['carrier'];
  } = {},
): Cut {
  const region = (id: string, rows: CutRow[] = []) => ({ region: id as RegionId, rows, formulas: [] });
  return {
    tag: parts.tag ?? 'tag',
    carrier: parts.carrier ?? 'table',
    regions: [region('NS', parts.NS), region('EM', parts.EM)],
    events: parts.events === undefined ? [] : parts.events,
    problems: parts.problems ?? [],
  };
}

export function aRowMemory(riskId: string, parts: Partial<RowMemory> = {}): RowMemory {
  return {
    riskId: riskId as RiskId,
    region: riskId.slice(0, 2) as RegionId,
    typed: nothingTyped,
    over: {},
    takenOver: {},
    shown: noPaired,
    presence: 'present',
    missingSince: null,
    settling: null,
    duplicated: false,
    conflicts: [],
    ...parts,
  };
}

export function aMemory(rows: RowMemory[], parts: Partial<Memory> = {}): Memory {
  return { register: emptyRegisterMemory, rows, handRows: [], ...parts };
}

export function aReading(cut: Cut, at: string, parts: Partial<Reading> = {}): Reading {
  return { cut, readAt: at, at, past: null, earlier: null, ...parts };
}
