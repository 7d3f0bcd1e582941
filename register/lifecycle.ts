/** The road of a risk from reported to monitored, what each step needs, and the road of its Mosaic warning (domain facts 3a). */
import { type Requirement } from './refusal';
import { type Risk } from './risk';
import { statuses, type Status, type WarningState } from './vocabulary';

/** Place on the road; inactive and void are off it and come last. */
function place(status: Status): number {
  return statuses.indexOf(status);
}

/** True when `status` is this one or further along the active road. */
export function hasReached(status: Status, wanted: Status): boolean {
  return place(status) >= place(wanted) && place(status) <= place('monitored');
}

const guards: Partial<Record<Status, (risk: Risk) => Requirement[]>> = {
  recorded: (risk) => [
    ...need(risk.types.length > 0, 'type'),
    ...need(risk.category !== null, 'category'),
    ...need(risk.atRisk.length > 0, 'who-is-at-risk'),
  ],
  analysed: (risk) => [
    ...need(risk.level !== null, 'level'),
    ...need(risk.level === null || risk.levelReason !== '', 'level-reason'),
  ],
  mitigated: (risk) => need(risk.mitigations.length > 0, 'mitigation'),
  monitored: (risk) =>
    need(
      risk.caseRef === null || risk.warning === 'placed' || risk.noWarningReason !== '',
      'warning-or-reason',
    ),
};

function need(holds: boolean, requirement: Requirement): Requirement[] {
  return holds ? [] : [requirement];
}

/** The steps from one status (not included) to another (included); null when that is no way forward. */
export function stepsBetween(from: Status, to: Status): Status[] | null {
  if (place(from) > place(to) || place(to) > place('monitored')) return null;
  return statuses.slice(place(from) + 1, place(to) + 1);
}

/** What is missing before the risk, with these parts, may take all these steps. */
export function missingFor(risk: Risk, steps: readonly Status[]): Requirement[] {
  return steps.flatMap((step) => guards[step]?.(risk) ?? []);
}

/** As far as the risk could go with what it has: what a form may offer as the next status. */
export function furthestStatus(risk: Risk): Status {
  if (!hasReached(risk.status, 'reported')) return risk.status;
  const ahead = stepsBetween(risk.status, 'monitored') ?? [];
  const blocked = ahead.findIndex((step) => missingFor(risk, [step]).length > 0);
  const open = blocked < 0 ? ahead : ahead.slice(0, blocked);
  return open.at(-1) ?? risk.status;
}

const warningSteps: Readonly<Record<WarningState, readonly WarningState[]>> = {
  none: ['requested', 'placed'],
  requested: ['placed', 'removed'],
  placed: ['removal-requested'],
  'removal-requested': ['removed'],
  removed: ['requested'],
};

/** May the warning go from one state to the other? Staying is always allowed. */
export function isWarningStep(from: WarningState, to: WarningState): boolean {
  return from === to || warningSteps[from].includes(to);
}

/** The warning of a risk that leaves the active road: a placed one must come off, a mere request falls (S2-07). */
export function warningOnLeaving(warning: WarningState): WarningState {
  if (warning === 'placed') return 'removal-requested';
  return warning === 'requested' ? 'removed' : warning;
}
