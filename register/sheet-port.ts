/** What people settle about the sheet, by card or in the tab; the sync side carries it out. Plain types. */
import { type HoldVerdict } from './hold';
import { type PersonId, type RiskId } from './ids';
import { type Refusal } from './refusal';
import { type ConflictField, type Quarantine } from './sheet-memory';

export interface Asking {
  actor: PersonId;
  /** Idempotency key: the same asked again under it is answered as it was then. */
  key: string;
}

/** sheet, teams: that side counts. in-effect: what holds now is right. values: these count instead, as one would type them in the sheet. */
export type ConflictChoice =
  'sheet' | 'teams' | 'in-effect' | { values: Partial<Record<ConflictField, string>> };

export type Settled = { kind: 'done' } | Refusal;

export interface SheetPort {
  /** Settles the open conflicts of a row (with `values`: of these fields). `mark` (conflictMark of all that are open, as the person was shown
   *  them): refused as stale when they are others by now. */
  settleConflict(request: Asking & { riskId: RiskId; keep: ConflictChoice; mark?: string }): Promise<Settled>;
  /** Makes a row that vanished again, or strikes its risk as entered in error. */
  settleRow(request: Asking & { riskId: RiskId; verdict: 'restore' | 'confirm-deleted' }): Promise<Settled>;
  /** Says what a mass of changes was meant to be; the next reading acts on it. `mark`: holdMark of what the person was shown. */
  openHold(request: Asking & { hold: string; verdict: HoldVerdict; mark?: string }): Promise<Settled>;
  /** Says whether what stands on a row that was set apart is to be taken. `mark`: quarantineMark of what the person was shown. */
  releaseRow(
    request: Asking & { riskId: RiskId; verdict: NonNullable<Quarantine['word']>; mark?: string },
  ): Promise<Settled>;
}
