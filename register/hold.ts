/** Brakes that a person opens by a word: many rows gone at once, many cells of a column typed anew. */
import { type TypedField } from './columns';
import { fingerprint } from './fingerprint';
import { regionIdSchema, type RegionId } from './ids';
import { type Hold, type RegisterMemory, type RowMemory } from './sheet-memory';

export const massKinds = ['many-rows-gone', 'mass-change'] as const;
export type MassKind = (typeof massKinds)[number];

/** gone: the rows were deleted on purpose. put-back: they are made again. take: the typed values count. leave: the register stays as it is. */
export type HoldVerdict = NonNullable<Hold['word']>;

const verdicts: Record<MassKind, readonly HoldVerdict[]> = {
  'many-rows-gone': ['gone', 'put-back'],
  'mass-change': ['take', 'leave'],
};

/** Under which a hold is remembered and asked about, such as NS:mass-change. */
export function holdId(region: RegionId, why: MassKind): string {
  return `${region}:${why}`;
}

/** Region and kind of a hold's id; null for anything else, such as the hold of a region whose table is missing. */
export function holdOf(id: string): { region: RegionId; why: MassKind } | null {
  const [code, kind, ...more] = id.split(':');
  const region = regionIdSchema.safeParse(code);
  const why = massKinds.find((one) => one === kind);
  return region.success && why && more.length === 0 ? { region: region.data, why } : null;
}

/** What may be said of it. */
export function verdictsOf(why: MassKind): readonly HoldVerdict[] {
  return verdicts[why];
}

/** Tells what a card showed: more rows may have gone, or come back, while it was open. */
export function holdMark(hold: Pick<Hold, 'rows' | 'fields'>): string {
  return fingerprint([...hold.rows, ...(hold.fields ?? [])].join('\n'));
}

/** Regions from whose sheet nothing that is typed is taken. Rows that vanished together hold back nothing but their own absence. */
export function regionsNotRead(holds: RegisterMemory['holds']): Set<string> {
  const masses = Object.keys(holds).flatMap((id) => holdOf(id) ?? []);
  return new Set([
    ...closedRegions(holds),
    ...masses.filter(({ why }) => why === 'mass-change').map(({ region }) => region),
  ]);
}

/** One text typed in one column of a mass, and on how many rows. */
export interface TypedInHold {
  field: TypedField;
  text: string;
  rows: number;
}

/** What the last reading found in the columns of a hold, the most frequent first. */
export function typedInHold(
  hold: Pick<Hold, 'rows' | 'fields'>,
  memories: readonly Pick<RowMemory, 'riskId' | 'typed' | 'settling'>[],
): TypedInHold[] {
  const counts = new Map<string, TypedInHold>();
  for (const { riskId, typed, settling } of memories) {
    if (!settling || !hold.rows.includes(riskId)) continue;
    for (const field of hold.fields ?? []) {
      const text = settling.typed[field] ?? '';
      if (text === typed[field]) continue;
      const key = `${field}\n${text}`;
      counts.set(key, { field, text, rows: (counts.get(key)?.rows ?? 0) + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.rows - a.rows);
}

/** Regions whose table cannot take rows; a mass of changes closes none. */
export function closedRegions(holds: RegisterMemory['holds']): string[] {
  return Object.keys(holds).filter((id) => holdOf(id) === null);
}
