/** Who may do what, and by which rule (domain facts 4). Pure answers that explain themselves: surfaces grey buttons with them, acts obey them. */
import { type RegionId } from './ids';
import { type LocalDate } from './local-date';
import { type Actor, type Person, type SheetEditor } from './person';
import { type Proposal } from './proposal';
import { type Refusal } from './refusal';
import { type Risk } from './risk';
import { type InactiveReason, type Posture } from './vocabulary';

/** Yes, by this rule; `needs` says what evidence must come with the act, absent when nothing. */
export interface Allowed {
  kind: 'allowed';
  ok: true;
  rule: string;
  needs?: 'manager' | 'consultation' | 'manager-and-consultation';
  /** Present when only the working instruction and the status may be shown, not the whole row (S0-08). */
  only?: 'instruction';
}
export type Permission = Allowed | Refusal;

export declare function mayReport(actor: Actor | SheetEditor): Permission;
export declare function maySeeRisk(actor: Actor, risk: Risk): Permission;
export declare function mayEditRow(actor: Actor | SheetEditor, region: RegionId, today: LocalDate): Permission;
export declare function mayConfirmProposal(actor: Actor, proposal: Proposal): Permission;
export declare function mayBeManager(person: Person): boolean;
export declare function maySignWorksheet(actor: Actor | SheetEditor, region: RegionId, today: LocalDate): Permission;
export declare function maySetPosture(actor: Actor | SheetEditor, risk: Risk, to: Posture): Permission;
export declare function mayMarkInactive(
  actor: Actor | SheetEditor,
  risk: Risk,
  reason: InactiveReason,
  today: LocalDate,
): Permission;
export declare function mayVoid(actor: Actor | SheetEditor, risk: Risk): Permission;
export declare function mayHandleWarning(actor: Actor | SheetEditor, region: RegionId, today: LocalDate): Permission;
