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
  /** Milliseconds for which the register asked to be left alone; null when it did not. */
  retryAfterMs: number | null;
}

/** A column is put back at most this often before a person is asked. */
const repairLimit = 3;

/** Remembers, for one process, how often each column was put back without staying. */
export class Mender {
  private readonly repaired = new Map<string, number>();

  constructor(private readonly parts: SendingParts) {}

  /** Mends what is missing; no request is begun on a tenure that ends before it could. */
  async mend(repairs: readonly Repair[], tenure: Tenure): Promise<Mended> {
    let mended = 0;
    for (const { region, column } of repairs) {
      const tries = this.repaired.get(nameOf({ region, column })) ?? 0;
      if (tries >= repairLimit || !hasTime(this.parts, tenure)) continue;
      const outcome = await this.parts.store.repair(region, column);
      // A register that refuses for a while is no person who takes it out again.
      if (outcome.kind !== 'failed') this.count({ region, column }, tries + 1);
      if (outcome.kind === 'ok') mended += 1;
      else if (outcome.retryAfterMs !== null) return { mended, retryAfterMs: outcome.retryAfterMs };
    }
    this.forgetAllBut(repairs);
    return { mended, retryAfterMs: null };
  }

  private count({ region, column }: Repair, tries: number): void {
    this.repaired.set(nameOf({ region, column }), tries);
    if (tries === repairLimit) this.parts.state.log.warn('formula-keeps-vanishing', { region, column });
  }

  /** What stands there again may be taken out, and put back, anew. */
  private forgetAllBut(repairs: readonly Repair[]): void {
    const wanted = new Set(repairs.map(nameOf));
    for (const name of this.repaired.keys()) if (!wanted.has(name)) this.repaired.delete(name);
  }
}

const nameOf = ({ region, column }: Repair): string => `${region}|${column}`;
