/** Puts the service's own cells and formulas back where somebody took them away: a few times each, for whoever keeps taking them wants to. */
import { type ColumnKey } from '../register/columns';
import { type RegionId } from '../register/ids';
import { hasTime, type SendingParts, type Tenure } from './send-register';

/** One column of one region in which something is to be put back. */
export interface Repair {
  region: RegionId;
  column: ColumnKey;
}

export interface Mended {
  mended: number;
  /** Repairs that were refused or not begun: they are to be tried again though the register stays as it is. */
  left: number;
  /** Milliseconds for which the register asked to be left alone; null when it did not. */
  retryAfterMs: number | null;
}

/** What became of one repair; an object when the register refused it, or nobody knows. */
type Tried = 'mended' | 'given-up' | 'not-now' | { retryAfterMs: number | null };

/** A column is put back at most this often before a person is asked. */
const repairLimit = 3;

/** Remembers, for one process, how often each column was put back without staying, and what is still to be put back. */
export class Mender {
  private readonly repaired = new Map<string, number>();
  private left: readonly Repair[] = [];

  constructor(private readonly parts: SendingParts) {}

  /** Mends what a reading found; null when the register is as it was: then what was left over. No request begins on a tenure that ends too soon. */
  async mend(found: readonly Repair[] | null, tenure: Tenure): Promise<Mended> {
    if (found) this.forgetAllBut(found);
    const open = [...(found ?? this.left)];
    const left: Repair[] = [];
    let mended = 0;
    let retryAfterMs: number | null = null;
    for (const repair of open) {
      const outcome: Tried = retryAfterMs === null ? await this.tryOne(repair, tenure) : 'not-now';
      if (outcome === 'mended') mended += 1;
      else if (outcome !== 'given-up') left.push(repair);
      if (typeof outcome === 'object') retryAfterMs = outcome.retryAfterMs;
    }
    this.left = left;
    return { mended, left: left.length, retryAfterMs };
  }

  private async tryOne(repair: Repair, tenure: Tenure): Promise<Tried> {
    const tries = this.repaired.get(nameOf(repair)) ?? 0;
    if (tries >= repairLimit) return 'given-up';
    if (!hasTime(this.parts, tenure)) return 'not-now';
    const mayStill = () => hasTime(this.parts, tenure);
    const outcome = await this.parts.store.repair(repair.region, repair.column, mayStill);
    // A register that refuses for a while is no person who takes it out again.
    if (outcome.kind !== 'failed') this.count(repair, tries + 1);
    if (outcome.kind === 'ok') return 'mended';
    if (outcome.kind === 'failed' && outcome.final) return 'given-up';
    return { retryAfterMs: outcome.retryAfterMs };
  }

  private count(repair: Repair, tries: number): void {
    this.repaired.set(nameOf(repair), tries);
    if (tries === repairLimit) this.parts.state.log.warn('formula-keeps-vanishing', { ...repair });
  }

  /** What stands there again may be taken out, and put back, anew. */
  private forgetAllBut(repairs: readonly Repair[]): void {
    const wanted = new Set(repairs.map(nameOf));
    for (const name of this.repaired.keys()) if (!wanted.has(name)) this.repaired.delete(name);
  }
}

const nameOf = ({ region, column }: Repair): string => `${region}|${column}`;
