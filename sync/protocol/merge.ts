/** What holds when the sheet and Teams changed the same field at once (sync facts 8): the safer value, until a person picks. Pure. */
import { type PairedField } from '../../register/columns';
import { dayFrom, listSeparator } from '../../register/sheet-values';
import { codeOf, labels, levels, postures, statuses } from '../../register/vocabulary';

export interface Sides {
  /** What both knew before. */
  base: string;
  sheet: string;
  service: string;
}

/** sheet or service: that side holds and the other is put to a person. merged: both fit into one value. */
export type Held = { kind: 'sheet' } | { kind: 'service' } | { kind: 'merged'; value: string };

const sheet: Held = { kind: 'sheet' };
const service: Held = { kind: 'service' };

const rank = <Code extends string>(
  order: readonly Code[],
  list: Readonly<Record<Code, string>>,
  text: string,
) => {
  const code = codeOf(list, text);
  return code === null ? -1 : order.indexOf(code);
};

const higher = (a: number, b: number): Held => (a > b ? sheet : service);

/** From none to most careful. */
const warningOrder = ['none', 'removed', 'removal-requested', 'requested', 'placed'] as const;

const rules: Record<PairedField, (sides: Sides) => Held> = {
  // The more open state holds: nothing is closed by accident.
  status: (sides) =>
    higher(rank(statuses, labels.status, sides.service), rank(statuses, labels.status, sides.sheet)),
  level: (sides) =>
    higher(rank(levels, labels.level, sides.sheet), rank(levels, labels.level, sides.service)),
  posture: (sides) =>
    higher(rank(postures, labels.posture, sides.sheet), rank(postures, labels.posture, sides.service)),
  warning: (sides) =>
    higher(
      rank(warningOrder, labels.warning, sides.sheet),
      rank(warningOrder, labels.warning, sides.service),
    ),
  nextReviewOn: (sides) => (isEarlier(sides.service, sides.sheet) ? service : sheet),
  types: (sides) => ({ kind: 'merged', value: mergeLists(sides) }),
  mitigations: (sides) => ({ kind: 'merged', value: mergeLists(sides) }),
  // Named in the directory by the time this is asked: the colleague at the sheet knows who took it on.
  owner: () => sheet,
  // The value chosen by a person known by name holds until somebody picks.
  category: () => service,
};

/** The register writes days as YYYY-MM-DD; people may write them in words. */
function isEarlier(inRegister: string, typed: string): boolean {
  const day = dayFrom(typed);
  return inRegister !== '' && day !== null && day !== 'unclear' && inRegister <= day;
}

export function resolve(field: PairedField, sides: Sides): Held {
  return rules[field](sides);
}

/** (base or added by either) less removed by either; an item added by one side is not removed by the other. */
function mergeLists(sides: Sides): string {
  const parts = (text: string) =>
    text
      .split(/[;\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const [base, left, right] = [parts(sides.base), parts(sides.sheet), parts(sides.service)];
  const removed = base.filter((item) => !left.includes(item) || !right.includes(item));
  const all = [...new Set([...base, ...left, ...right])];
  return all.filter((item) => !removed.includes(item)).join(listSeparator);
}
