/** The real state over a database of the test file's own; every call makes an organisation nobody else writes to. */
import { type PersonId, type RiskId } from '../../register/ids';
import { type Organisation } from '../../register/organisation';
import { type Person } from '../../register/person';
import { type Risk } from '../../register/risk';
import { type RiskChange } from '../../register/risk-change';
import { applyChange } from '../../register/act/change-risk';
import { type ActContext } from '../../register/act/context';
import { voidRisk } from '../../register/act/void-risk';
import { decision, type Decision } from '../../register/decision';
import { isRefusal, type Refusal } from '../../register/refusal';
import { verifyAudit } from '../../state/audit';
import { setClockOffset } from '../../state/clock';
import { commit } from '../../state/commit';
import { type Database } from '../../state/db';
import { openJobs, type Jobs } from '../../state/jobs';
import { migrations } from '../../state/migrations';
import { actorOf, allPeople, replacePeople } from '../../state/people';
import { lockRisk, riskById } from '../../state/risks';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { aMonitoredRisk, anOrganisation, aRisk } from './builders';
import { type TestDatabase, withDatabase } from './db';

export interface States {
  database: TestDatabase;
  /** A fresh organisation with these people. */
  aState(people?: readonly Person[], parts?: { org?: Organisation; db?: Database }): Promise<State>;
}

let made = 0;

/** Gives the test file a migrated database and a real job queue whose jobs nobody works. */
export function withStates(): States {
  const database = withDatabase(migrations);
  let jobs: Jobs;

  beforeAll(async () => {
    jobs = await openJobs(database.db(), database.log);
    database.beforeClose(() => jobs.stop());
    await jobs.define({ name: 'sync', policy: 'short' });
    await jobs.define({ name: 'deliver', policy: 'short' });
  });
  afterEach(() => setClockOffset(database.db(), 0));

  return {
    database,
    aState: async (people = [], parts = {}) => {
      made += 1;
      const db = parts.db ?? database.db();
      const org = parts.org ?? anOrganisation();
      const state: State = { db, jobs, org, organisationId: `organisation-${made}`, log: database.log };
      await db.tx((tx) => replacePeople(tx, state, people));
      return state;
    },
  };
}

/** Business time becomes this instant. */
export async function setTime(state: State, instant: string): Promise<void> {
  const [row] = await state.db.query<{ now: Date }>('select now() as now');
  await setClockOffset(state.db, Date.parse(instant) - (row?.now.getTime() ?? 0));
}

/** Business time moves on by so many minutes (back when negative). */
export async function later(state: State, minutes: number): Promise<void> {
  await state.db.query('update crr_clock set offset_ms = offset_ms + $1', [Math.round(minutes * 60_000)]);
}

/** Commits a risk as it is, as if it had been reported. */
export async function keepRisk(state: State, parts: Partial<Risk> = {}): Promise<Risk> {
  return keep(state, aRisk({ ...parts, version: 1 }));
}

/** Commits a monitored risk, as if it had been reported so. */
export async function keepMonitored(state: State, parts: Partial<Risk> = {}): Promise<Risk> {
  return keep(state, aMonitoredRisk({ ...parts, version: 1 }));
}

async function keep(state: State, risk: Risk): Promise<Risk> {
  const audit = [{ act: 'raise-risk', actor: 'service' as const, subject: risk.id, detail: {} }];
  await state.db.tx(async (tx) =>
    commit(tx, state, decision({ changes: [{ kind: 'risk', risk, was: 0 }], audit }), await today(tx, state)),
  );
  return risk;
}

/** A person changes a risk in Teams; a refusal fails the test. */
export async function changeInTeams(
  state: State,
  by: PersonId,
  asked: { riskId: RiskId; change: RiskChange },
): Promise<void> {
  await actInTeams(state, by, asked.riskId, (ctx, risk) => applyChange(ctx, risk, asked.change));
}

/** An entry is struck as made in error. */
export function strikeInTeams(state: State, by: PersonId, riskId: RiskId): Promise<void> {
  return actInTeams(state, by, riskId, (ctx, risk) => voidRisk(ctx, risk, { reason: 'Entered twice.' }));
}

async function actInTeams(
  state: State,
  by: PersonId,
  riskId: RiskId,
  act: (ctx: ActContext, risk: Risk) => Decision | Refusal,
): Promise<void> {
  await state.db.tx(async (tx) => {
    const at = await today(tx, state);
    const actor = await actorOf(tx, state, by);
    const risk = await lockRisk(tx, state, riskId);
    if (!actor || !risk) throw new Error('No such actor or risk');
    const outcome = act({ actor, today: at.today, org: state.org, people: await allPeople(tx, state) }, risk);
    if (isRefusal(outcome)) throw new Error(`Refused: ${JSON.stringify(outcome)}`);
    await commit(tx, state, outcome, at);
  });
}

/** The risk as stored; its absence fails the test. */
export async function riskNow(state: State, id: RiskId): Promise<Risk> {
  const risk = await riskById(state.db, state, id);
  if (!risk) throw new Error(`No risk ${id}`);
  return risk;
}

/** Acts in the audit of this subject (of all without one), oldest first. The chain must hold. */
export async function actsOn(state: State, subject?: string): Promise<string[]> {
  expect(await verifyAudit(state.db, state.organisationId)).toMatchObject({ ok: true });
  const rows = await state.db.query<{ act: string }>(
    'select act from crr_audit where organisation_id = $1 and ($2::text is null or subject = $2) order by seq',
    [state.organisationId, subject ?? null],
  );
  return rows.map((row) => row.act);
}

/** "event>recipient" for every message of the outbox, sorted. */
export async function toldBy(state: State, event?: string): Promise<string[]> {
  const rows = await state.db.query<{ event: string; recipient: string }>(
    `select payload -> 'notice' ->> 'event' as event, recipient from outbox where organisation_id = $1`,
    [state.organisationId],
  );
  return rows
    .filter((row) => event === undefined || row.event === event)
    .map((row) => `${row.event}>${row.recipient}`)
    .sort();
}

/** How many rows of a table this organisation has. */
export async function countOf(state: State, table: string): Promise<number> {
  const [row] = await state.db.query<{ n: number }>(
    `select count(*)::int as n from ${table} where organisation_id = $1`,
    [state.organisationId],
  );
  return row?.n ?? 0;
}

/** Something one side waits for and the other opens. */
export function aGate(): { opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
