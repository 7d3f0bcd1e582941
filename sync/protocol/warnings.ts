/** Decisions that only tell: rows set apart, the service's table edited, formulas that reach outside, headings renamed and the like. Pure. */
import {
  decision,
  type Decision,
  type Notice,
  type NoticeEvent,
  type NoticeItem,
} from '../../register/decision';
import { inEffect } from '../../register/sheet-conflict';
import { type RegionId, type RiskId } from '../../register/ids';
import { type LocalDate } from '../../register/local-date';
import { tellAll } from '../../register/notice';
import { regionOf } from '../../register/organisation';
import { type Risk } from '../../register/risk';
import { type Directory } from '../../register/routing';
import { isPaired, readOwnCell, readPairedCell, type SheetContext } from '../../register/row-attention';
import { type SheetConflict } from '../../register/sheet-memory';
import { type Applied } from './apply';
import { type Finding } from './findings';
import { ownerAndRoms, tellRegion } from './told';

type Of<Kind extends Finding['kind']> = Extract<Finding, { kind: Kind }>;

/** `tag` makes what happened unique. */
export interface Happened {
  tag: string;
  today: LocalDate;
}

/** The rows concerned, as a notice lists them. */
export function itemsOf(rows: readonly RiskId[]): NoticeItem[] {
  return rows.map((riskId) => ({ riskId, subjectId: null, dueOn: null, daysLate: 0 }));
}

/** A row reads like another case, or text of ours has become a formula: its owner and the ROM are asked. */
export function rowSetApart(
  at: Directory,
  risk: Risk,
  finding: Of<'quarantined'>,
  { tag }: Happened,
): Decision {
  const about = (notice: Notice): Notice => ({ ...notice, key: `${notice.key}:${tag}` });
  return decision({
    notices: [
      ...tellAll(risk, 'row-quarantined', ownerAndRoms(at, risk)).map(about),
      ...(finding.why === 'formula' ? [about(toSupport(risk.region, 'formula-found', risk.id))] : []),
    ],
    audit: [{ act: 'row-set-apart', actor: 'service', subject: risk.id, detail: { why: finding.why } }],
  });
}

/** Much longer than the longest ordinary wait, a look for a row of unknown fate; and how long a region is left in peace after it was told. */
export const lateness = { afterMs: 30 * 60_000, pauseMs: 60 * 60_000 };

/** Rows have not reached the worksheet for so long that whoever answers for the region should know (I1). */
export function rowsLate(
  at: Directory,
  region: RegionId,
  { rows, tag }: Happened & { rows: readonly RiskId[] },
): Decision {
  return decision({
    notices: tellRegion(at, region, { event: 'rows-late', tag, items: itemsOf(rows) }),
    audit: [{ act: 'rows-late', actor: 'service', subject: region, detail: { rows: [...rows] } }],
  });
}

/** The cells went back, or a person has spoken. */
export function rowReleased(risk: Risk): Decision {
  return decision({ audit: [{ act: 'row-released', actor: 'service', subject: risk.id, detail: {} }] });
}

/** Texts that a person has said not to take become conflicts of their rows: they stand in their cells until somebody picks or types anew. */
export function typingLeft(ctx: SheetContext, risk: Risk, finding: Of<'left'>): Applied {
  const conflicts = finding.fields.flatMap(({ field, is }): SheetConflict[] => {
    if (field === 'notes') return [];
    const service = inEffect(risk, field, ctx.names);
    const read = isPaired(field) ? readPairedCell(ctx, field, { text: is, service }) : readOwnCell(field, is);
    // What cannot be read is explained in Check as it is; what says the same needs no decision.
    const isOther = read !== null && 'change' in read && is !== service;
    return isOther ? [{ field, sheet: is, service, held: service }] : [];
  });
  const fields = finding.fields.map((one) => one.field);
  const audit = [{ act: 'typing-left-out', actor: 'service' as const, subject: risk.id, detail: { fields } }];
  return { decision: decision({ audit }), conflicts };
}

/** Security: somebody has edited the service's own table. Each region's ROM sees which rows; the Casework Support Manager hears of it in any case. */
export function serviceTableEdited(
  at: Directory,
  finding: Of<'service-table'>,
  what: Happened & { regionOf: (id: RiskId) => RegionId | null },
): Decision {
  const regions = new Map<RegionId, RiskId[]>();
  for (const id of finding.rows) {
    const region = what.regionOf(id);
    if (region !== null) regions.set(region, [...(regions.get(region) ?? []), id]);
  }
  const event: NoticeEvent = 'service-table-edited';
  const told = [...regions].flatMap(([region, rows]) =>
    tellRegion(at, region, { event, tag: what.tag, items: itemsOf(rows) }),
  );
  const support: Notice = {
    ...toSupport(null, event, null),
    key: `${event}:${what.tag}:casework-support-manager`,
  };
  const detail = { rows: finding.rows, edited: finding.keys.length, deleted: finding.deleted };
  return decision({
    notices: [...told, support],
    audit: [{ act: 'service-table-edited', actor: 'service', subject: 'register', detail }],
  });
}

/** Security: formulas that fetch or send something outside the workbook. */
export function formulaFound(at: Directory, finding: Of<'formula-found'>, what: Happened): Decision {
  const { region, rows, lines } = finding;
  const items = itemsOf(rows);
  return decision({
    notices: tellRegion(at, region, { event: 'formula-found', tag: what.tag, items }),
    audit: [{ act: 'formula-found', actor: 'service', subject: region, detail: { rows, lines } }],
  });
}

/** The same beside the regions' lines: the Casework Support Manager looks after the workbook as a whole. The audit has the places. */
export function reachOutFound({ places }: Of<'reach-out-found'>, { tag }: Happened): Decision {
  const notice = toSupport(null, 'formula-found', null);
  return decision({
    notices: [{ ...notice, key: `${notice.key}:${tag}` }],
    audit: [
      {
        act: 'formula-found',
        actor: 'service',
        subject: 'register',
        detail: {
          places: places.map(({ kind, sheet, cell }) => [kind, sheet ?? '', cell ?? ''].join(' ').trim()),
        },
      },
    ],
  });
}

/** What the grey columns show may be of before, on every worksheet: each region's ROM should know, and who looks after the workbook. */
export function calculatesByHand(at: Directory, { tag }: Happened): Decision {
  const event: NoticeEvent = 'calculates-by-hand';
  const support = toSupport(null, event, null);
  return decision({
    notices: [
      ...at.org.regions.flatMap(({ id }) => tellRegion(at, id, { event, tag, items: [] })),
      { ...support, key: `${support.key}:${tag}` },
    ],
    audit: [{ act: 'calculates-by-hand', actor: 'sheet', subject: 'register', detail: {} }],
  });
}

/** A heading was renamed: the service follows it, and the ROM knows why Check speaks of another name. */
export function headingRenamed(at: Directory, finding: Of<'heading-renamed'>, { tag }: Happened): Decision {
  const { region, headings } = finding;
  return decision({
    notices: tellRegion(at, region, { event: 'heading-renamed', tag, items: [] }),
    audit: [{ act: 'heading-renamed', actor: 'sheet', subject: region, detail: { headings } }],
  });
}

/** Somebody copied the worksheet inside the workbook, or types in a totals row: its ROM knows that it is not the register. */
export function partUnread(at: Directory, { region }: Of<'part-unread'>, { tag }: Happened): Decision {
  return decision({
    notices: tellRegion(at, region, { event: 'part-unread', tag, items: [] }),
    audit: [{ act: 'part-unread', actor: 'sheet', subject: region, detail: {} }],
  });
}

/** A line of ours came to stand under other headings: its ROM takes it out, the service makes a right one. */
export function lineMisplaced(at: Directory, finding: Of<'line-misplaced'>, what: Happened): Decision {
  const { region, rows } = finding;
  const items = itemsOf(rows);
  return decision({
    notices: tellRegion(at, region, { event: 'line-misplaced', tag: what.tag, items }),
    audit: [{ act: 'line-misplaced', actor: 'service', subject: region, detail: { rows } }],
  });
}

/** True for regions of the organisation file: one that was dropped has nobody to tell. */
export function isKnown(at: Directory, region: RegionId): boolean {
  return regionOf(at.org, region) !== null;
}

function toSupport(region: RegionId | null, event: NoticeEvent, riskId: RiskId | null): Notice {
  return {
    key: `${event}:${riskId ?? 'register'}:casework-support-manager`,
    event,
    to: { kind: 'department', id: 'casework-support-manager' },
    channel: 'mail',
    region,
    riskId,
    subjectId: null,
    dueOn: null,
    items: [],
  };
}
