/** What happens in Teams while people are at the register: reports, changes, answers about the register. */
import { type RiskId } from '../../register/ids';
import { levels, postures } from '../../register/vocabulary';
import { regionOf } from './editors';
import { changeInTeams, keepMonitored, nasty, report, settleInTeams } from './teams';
import { Violation } from './violation';
import { type Edit } from './world';

const reported: Edit = async (world, action) => {
  const { state, accepted } = world;
  const [region, summary] = [regionOf(action), `${nasty[action.b % nasty.length]} reported ${action.n}`];
  const asked = { region, key: `report-${action.n}`, summary };
  // Half of them are in the weekly review already: more of what is typed about those is allowed.
  const isNew = action.a % 4 <= 1;
  const id = isNew ? await report(state, asked) : await keepMonitored(state, { region, summary });
  if (isNew && action.kind === 'report-twice-pressed') {
    const again = await report(state, asked);
    if (again !== id) throw new Violation('I1', `one press made ${id} and ${again}`);
  }
  accepted.push(id);
  return `${id} "${summary}"`;
};

const changed: Edit = async ({ state, accepted, teams, step }, action) => {
  const id = accepted[action.a % accepted.length] as RiskId | undefined;
  if (!id) return null;
  const field = action.b % 3 > 0 ? 'level' : 'posture';
  const reason = 'Seen in Teams';
  const change =
    field === 'level'
      ? { level: { to: levels[action.b % levels.length] as 'low', reason } }
      : { posture: { to: postures[action.b % postures.length] as 'normal', reason } };
  if (!(await changeInTeams(state, id, change))) return null;
  teams.set(`${id}|${field}`, step);
  return `${id} ${field}`;
};

const settled: Edit = async ({ state, teams, step, restored }, action) => {
  const answer = await settleInTeams(state, { key: `settle-${action.n}`, a: action.a, b: action.b });
  if (!answer) return null;
  if (answer.restored) restored.add(answer.riskId);
  for (const field of ['level', 'status', 'nextReviewOn', 'owner', 'posture'])
    teams.set(`${answer.riskId}|${field}`, step);
  return `${answer.riskId} ${answer.restored ? 'put back' : 'conflict'}`;
};

export const teamActs: Readonly<Record<string, Edit>> = {
  report: reported,
  'report-twice-pressed': reported,
  'teams-change': changed,
  'settle-in-teams': settled,
};
