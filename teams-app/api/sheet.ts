/** The tab's questions about the sheet: what a person may settle, and settling it. The sync side decides once more. */
import express, { type ErrorRequestHandler, type Request, type Router } from 'express';
import { holdMark, holdOf } from '../../register/hold';
import { mayEditRow, mayOpenHold, mayVoid, noSuchRisk } from '../../register/permissions';
import { type Actor } from '../../register/person';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { cellsSetApart, mayBeTaken, quarantineMark } from '../../register/set-apart';
import { conflictMark, inEffect, openConflicts } from '../../register/sheet-conflict';
import { type RegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type SheetPort } from '../../register/sheet-port';
import { namesOf, type Names } from '../../register/sheet-values';
import { appendAudit } from '../../state/audit';
import { registerMemory } from '../../state/memory';
import { allPeople } from '../../state/people';
import { riskById } from '../../state/risks';
import { rowsInQuestion } from '../../state/sheet-questions';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { answering, type Door } from './answering';
import { settleSchema, type SettleRequest, type SheetQuestions } from './contract';
import { doorProblem, sendProblem } from './problem';

/** Largest body of a request, in bytes. */
const mostBytes = 16 * 1024;

export interface SheetDoor extends Door {
  sheet: SheetPort;
}

/** GET /sheet and POST /sheet/settle. */
export function sheetRoutes(parts: SheetDoor): Router {
  const router = express.Router();
  router.get(
    '/sheet',
    answering(parts, (actor) => questionsFor(parts.state, actor)),
  );
  router.post(
    '/sheet/settle',
    express.json({ limit: mostBytes }),
    answering(parts, (actor, request) => settle(parts, actor, request)),
  );
  router.use(badBody);
  return router;
}

/** What is no JSON, or too much of it, is the caller's mistake and not a failure of ours. */
const badBody: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const isOfTheBody = error instanceof Error && 'type' in error && String(error.type).startsWith('entity.');
  if (!isOfTheBody || response.headersSent) return next(error);
  sendProblem(response, doorProblem('bad-request'));
};

/** What this person may settle, and the audit line of having read it, in one transaction. */
function questionsFor(state: State, actor: Actor): Promise<SheetQuestions> {
  return state.db.tx(async (tx) => {
    const at = await today(tx, state);
    const names = namesOf(await allPeople(tx, state));
    const rows = (await rowsInQuestion(tx, state)).filter(({ risk }) => mayDecide(actor, risk, at.today));
    const { holds } = await registerMemory(tx, state);
    const seen: SheetQuestions = {
      holds: holdsFor(actor, holds),
      conflicts: rows.flatMap((row) => conflictsOf(row, names)),
      missing: rows.flatMap((row) => missingOf(row, actor)),
      setApart: rows.flatMap(setApartOf),
    };
    const count = seen.conflicts.length + seen.missing.length + seen.setApart.length;
    await appendAudit(tx, {
      organisationId: state.organisationId,
      at: at.now,
      actor: actor.person.id,
      act: 'see-sheet-questions',
      subject: 'register',
      detail: { count, holds: seen.holds.length, channel: 'tab' },
    });
    return seen;
  });
}

/** A click carries neither manager nor consultation, so it is for those who may change the row without. */
function mayDecide(actor: Actor, risk: Risk, on: Parameters<typeof mayEditRow>[2]): boolean {
  const may = mayEditRow(actor, risk.region, on);
  return !isRefusal(may) && may.needs === undefined;
}

function holdsFor(actor: Actor, holds: RegisterMemory['holds']): SheetQuestions['holds'] {
  return Object.entries(holds).flatMap(([id, hold]) => {
    const of = holdOf(id);
    if (of === null || isRefusal(mayOpenHold(actor, of.region))) return [];
    const { since, rows, fields = [], word } = hold;
    return [{ id, ...of, since, rows, fields, isSpoken: word !== undefined, mark: holdMark(hold) }];
  });
}

interface Row {
  risk: Risk;
  memory: RowMemory;
}

function conflictsOf({ risk, memory }: Row, names: Names): SheetQuestions['conflicts'] {
  const open = openConflicts(risk, memory.conflicts, names);
  if (open.length === 0) return [];
  const fields = open.map(({ field, sheet, service }) => ({
    field,
    sheet,
    teams: service,
    inEffect: inEffect(risk, field, names),
  }));
  return [{ riskId: risk.id, region: risk.region, mark: conflictMark(open), fields }];
}

function missingOf({ risk, memory }: Row, actor: Actor): SheetQuestions['missing'] {
  if (memory.presence !== 'deleted' || risk.missingSince === null) return [];
  const mayStrike = !isRefusal(mayVoid(actor, risk));
  return [{ riskId: risk.id, region: risk.region, since: risk.missingSince, mayStrike }];
}

function setApartOf({ risk, memory }: Row): SheetQuestions['setApart'] {
  if (!memory.quarantine) return [];
  const cells = cellsSetApart(memory);
  const { why, word } = memory.quarantine;
  const [mayTake, mark] = [mayBeTaken(risk, why), quarantineMark(why, cells)];
  return [{ riskId: risk.id, region: risk.region, why, isSpoken: word !== undefined, mayTake, mark, cells }];
}

async function settle(parts: SheetDoor, actor: Actor, request: Request): Promise<object | Refusal> {
  const parsed = settleSchema.safeParse(request.body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse('invalid', { field: issue?.path.join('.') ?? '', problem: 'not of the contract' });
  }
  const asked = parsed.data;
  // Before anything is told about the row: a stranger learns neither that it exists nor what is open about it.
  const no = asked.kind === 'hold' ? null : await refusalFor(parts.state, actor, asked.riskId);
  return no ?? carryOut(parts.sheet, actor, asked);
}

async function refusalFor(state: State, actor: Actor, riskId: Risk['id']): Promise<Refusal | null> {
  const risk = await riskById(state.db, state, riskId);
  if (!risk) return noSuchRisk(actor, 'change-risk');
  const { today: on } = await today(state.db, state);
  const may = mayEditRow(actor, risk.region, on);
  return isRefusal(may) ? may : null;
}

function carryOut(sheet: SheetPort, actor: Actor, asked: SettleRequest): Promise<object> {
  const by = { actor: actor.person.id, key: asked.key };
  switch (asked.kind) {
    case 'conflict': {
      const { riskId, mark } = asked;
      const keep = asked.keep === 'values' ? { values: asked.values ?? {} } : asked.keep;
      return sheet.settleConflict({ ...by, riskId, mark, keep });
    }
    case 'row':
      return sheet.settleRow({ ...by, riskId: asked.riskId, verdict: asked.verdict });
    case 'set-apart':
      return sheet.releaseRow({ ...by, riskId: asked.riskId, verdict: asked.verdict, mark: asked.mark });
    case 'hold':
      return sheet.openHold({ ...by, hold: asked.hold, verdict: asked.verdict, mark: asked.mark });
  }
}
