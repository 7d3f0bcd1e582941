/** What people do while the schedule runs: in Teams, in the register, or in both at once. */
import { type RegionId, type RiskId } from '../../register/ids';
import { type RiskChange } from '../../register/risk-change';
import { levels } from '../../register/vocabulary';
import { aMonitoredRisk, aRisk } from '../kit/builders';
import { colleague, regions, rom } from './cast';
import { nastyText, type Desk } from './cell-typing';
import { confirmDeleted, openHold, putBack, releaseRow, settleConflict } from './desk';
import { edit } from './editors';
import { idOf } from './list-world';
import { type Oracle } from './oracle';
import { type Action, type ActionKind } from './plan';
import { type Service } from './service';

export interface Scene {
  service: Service;
  oracle: Oracle;
  desk: Desk;
  /** Risks reported so far. */
  accepted: RiskId[];
  now(): number;
  /** Something was committed: the processes are told. */
  nudge(): void;
  count(what: string): void;
}

/** False when there was nothing to do it to. */
type Deed = (scene: Scene, action: Action) => boolean;

/** What is done in Teams. Every other action is done to the register by hand. */
const deeds: Partial<Record<ActionKind, Deed>> = {
  report,
  'report-many': reportMany,
  'teams-change': (scene, action) =>
    changeInTeams(scene, scene.accepted[action.a % Math.max(1, scene.accepted.length)], action),
  race,
  'settle-conflict': settled(settleConflict),
  'put-back': settled(putBack),
  'confirm-deleted': settled(confirmDeleted),
  'release-row': settled(releaseRow),
  'open-hold': ({ service, now }, { a }) => openHold(service, { a, at: now() }),
};

/** Carries out an action of a person; false when there was nothing to do it to. */
export function act(scene: Scene, action: Action): boolean {
  return (deeds[action.kind] ?? editByHand)(scene, action);
}

function report({ service, accepted, nudge }: Scene, action: Action): boolean {
  const region = regions[action.a % regions.length] as RegionId;
  const summary = action.b % 3 === 0 ? `${nastyText(action.b)} reported` : `Report ${action.at}`;
  const id = service.raise(region, (made) =>
    action.b % 4 === 0
      ? aMonitoredRisk({ id: made, region, version: 1, summary, owner: rom.person.id })
      : aRisk({ id: made, region, version: 1, summary }),
  );
  accepted.push(id);
  nudge();
  return true;
}

function reportMany(scene: Scene, action: Action): boolean {
  for (let index = 0; index < 8; index++) report(scene, { ...action, b: action.b + index });
  return true;
}

/** Decides about the first row of which it can be decided. */
function settled(decide: (service: Service, id: RiskId, word: { a: number; at: number }) => boolean): Deed {
  return ({ service, now, nudge }, { a }) => {
    const done = [...service.rows.keys()].some((id) => decide(service, id, { a, at: now() }));
    if (done) nudge();
    return done;
  };
}

function changeInTeams({ service, now, nudge }: Scene, id: RiskId | undefined, { b }: Action): boolean {
  if (!id) return false;
  const level = { to: levels[(b >> 2) % levels.length] as 'low', reason: 'Seen in Teams' };
  const changes: RiskChange[] = [
    { level },
    { level },
    { owner: b % 2 ? rom.person.id : colleague.id },
    { types: b % 8 < 4 ? ['general'] : ['general', 'safeguarding'] },
  ];
  const changed = service.change(id, changes[b % 4] as RiskChange, now());
  if (changed) nudge();
  return changed;
}

/** The same field of the same risk, in the register and in Teams, one right after the other. */
function race(scene: Scene, action: Action): boolean {
  const region = regions[action.a % regions.length] as RegionId;
  const rows = scene.desk.world.rows(region);
  const row = rows[action.b % Math.max(1, rows.length)];
  if (!row) return false;
  const id = idOf(row) as RiskId;
  const inTeams = () => changeInTeams(scene, id, { ...action, b: (action.b << 2) + 4 });
  const byHand = () => edit(scene.desk, action, scene.now());
  return action.a % 4 < 2 ? [inTeams(), byHand()].every(Boolean) : [byHand(), inTeams()].every(Boolean);
}

function editByHand({ desk, oracle, now, count }: Scene, action: Action): boolean {
  const last = desk.removed.at(-1);
  const done = edit(desk, action, now());
  if (!done) return false;
  if (action.kind === 'save-file' || action.kind === 'restore-file') {
    oracle.wholeFileSaves += 1;
    desk.world.goneBack += 1;
  }
  if (action.kind === 'undo-delete' && last) oracle.putBackByPeople.add(idOf(last.row));
  // Cleared, the row may be on its way once more by the time its Risk ID is typed back.
  for (const id of desk.cleared) oracle.putBackByPeople.add(id);
  if (desk.store === 'lists' && desk.untold.versions.size + desk.untold.removals.size > 0)
    count('unseen-change-hidden');
  return true;
}
