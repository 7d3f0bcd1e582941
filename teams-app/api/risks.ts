/** The tab's reading routes. Each reading of risks is an act: permitted by the register's rules and written to the audit. */
import express, { type Request, type Response, type Router } from 'express';
import { isRiskId } from '../../register/ids';
import { maySeeRisk } from '../../register/permissions';
import { type Actor } from '../../register/person';
import { refuse, type Refusal } from '../../register/refusal';
import { namesOf } from '../../register/sheet-values';
import { appendAudit } from '../../state/audit';
import { type Tx } from '../../state/db';
import { lastEvent } from '../../state/intents';
import { actorOf, allPeople } from '../../state/people';
import { riskById, risksOf } from '../../state/risks';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { type RiskDetail, type RiskList } from './contract';
import { doorProblem, refusalProblem, sendProblem } from './problem';
import { type SignIn } from './sign-in';
import { detailView, listView, meView, type Viewing } from './views';

interface Reading {
  act: string;
  subject: string;
  detail: Record<string, string | number>;
}

async function viewingOf(tx: Tx, state: State, actor: Actor): Promise<{ viewing: Viewing; now: Date }> {
  const at = await today(tx, state);
  const names = namesOf(await allPeople(tx, state));
  return { viewing: { actor, org: state.org, names, today: at.today }, now: at.now };
}

async function audited(
  tx: Tx,
  state: State,
  { actor, now, ...reading }: Reading & { actor: string; now: Date },
) {
  await appendAudit(tx, { organisationId: state.organisationId, at: now, actor, ...reading });
}

/** The list and the audit line of having read it, in one transaction: nothing is shown that was not noted. */
function readList(state: State, actor: Actor): Promise<RiskList> {
  return state.db.tx(async (tx) => {
    const { viewing, now } = await viewingOf(tx, state, actor);
    const risks = listView(await risksOf(tx, state), viewing);
    const detail = { count: risks.length, channel: 'tab' };
    await audited(tx, state, { act: 'see-list', subject: 'register', detail, actor: actor.person.id, now });
    return { risks };
  });
}

function readRisk(state: State, actor: Actor, id: string): Promise<RiskDetail | Refusal> {
  const notFound = refuse('not-found', { what: 'risk' });
  if (!isRiskId(id)) return Promise.resolve(notFound);
  return state.db.tx(async (tx) => {
    const risk = await riskById(tx, state, id);
    if (!risk) return notFound;
    const permission = maySeeRisk(actor, risk);
    if (permission.kind === 'refusal') return permission;
    const { viewing, now } = await viewingOf(tx, state, actor);
    const shown = await lastEvent(tx, state, id);
    const detail = detailView(risk, viewing, shown?.values.attention ?? '');
    if (detail === null) return notFound;
    const facts = { rule: permission.rule, view: detail.view, channel: 'tab' };
    await audited(tx, state, { act: 'see-risk', subject: id, detail: facts, actor: actor.person.id, now });
    return detail;
  });
}

type Answer = (actor: Actor, request: Request) => Promise<object | Refusal>;

function isRefused(answer: object): answer is Refusal {
  return 'kind' in answer && answer.kind === 'refusal';
}

/** Wraps an answer: signs the caller in, finds them in the directory, turns a refusal into a problem. */
function answering(parts: { state: State; signIn: SignIn }, answer: Answer) {
  const { state } = parts;
  return async (request: Request, response: Response): Promise<void> => {
    const caller = await parts.signIn(request.headers.authorization);
    if (caller.kind === 'refused') {
      state.log.warn('tab.sign-in-refused', { code: caller.code });
      return sendProblem(response, doorProblem(caller.code));
    }
    const actor = await actorOf(state.db, state, caller.id);
    const result = actor?.person.active ? await answer(actor, request) : refuse('unknown-person', {});
    if (!isRefused(result)) return void response.json(result);
    state.log.warn('tab.refused', { code: result.code, person: caller.id });
    sendProblem(response, refusalProblem(result, state.org));
  };
}

/** GET /me, /risks and /risks/:id. */
export function riskRoutes(parts: { state: State; signIn: SignIn }): Router {
  const { state } = parts;
  const router = express.Router();
  router.get(
    '/me',
    answering(parts, (actor) =>
      state.db.tx(async (tx) => meView((await viewingOf(tx, state, actor)).viewing)),
    ),
  );
  router.get(
    '/risks',
    answering(parts, (actor) => readList(state, actor)),
  );
  router.get(
    '/risks/:id',
    answering(parts, (actor, request) => readRisk(state, actor, String(request.params['id']))),
  );
  return router;
}
