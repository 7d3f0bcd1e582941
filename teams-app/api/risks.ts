/** The tab's reading routes. Each reading of risks is an act: permitted by the register's rules and written to the audit. */
import express, { type Router } from 'express';
import { regionsNotRead } from '../../register/hold';
import { isRiskId } from '../../register/ids';
import { maySeeRisk, noSuchRisk } from '../../register/permissions';
import { type Actor } from '../../register/person';
import { type Refusal } from '../../register/refusal';
import { type RegisterMemory } from '../../register/sheet-memory';
import { namesOf } from '../../register/sheet-values';
import { appendAudit } from '../../state/audit';
import { type Tx } from '../../state/db';
import { lastEvent } from '../../state/intents';
import { registerMemory } from '../../state/memory';
import { allPeople } from '../../state/people';
import { riskById, risksOf } from '../../state/risks';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { answering, type Door } from './answering';
import { type RiskDetail, type RiskList } from './contract';
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
    const held = heldRegions(viewing, risks, (await registerMemory(tx, state)).holds);
    const detail = { count: risks.length, channel: 'tab' };
    await audited(tx, state, { act: 'see-list', subject: 'register', detail, actor: actor.person.id, now });
    return { risks, held };
  });
}

/** Names of the regions whose rows this person sees and from whose sheet nothing is taken just now. */
function heldRegions({ org }: Viewing, risks: RiskList['risks'], holds: RegisterMemory['holds']): string[] {
  const seen = new Set<string>(risks.filter((risk) => risk.view === 'row').map((risk) => risk.region));
  const held = regionsNotRead(holds);
  return org.regions.filter(({ id }) => seen.has(id) && held.has(id)).map(({ name }) => name);
}

function readRisk(state: State, actor: Actor, id: string): Promise<RiskDetail | Refusal> {
  const notFound = noSuchRisk(actor, 'see-risk');
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

/** GET /me, /risks and /risks/:id. */
export function riskRoutes(parts: Door): Router {
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
