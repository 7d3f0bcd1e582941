/** Makes a Decision true inside one transaction: records, what the sheet must show, who must hear, the audit line. */
import { nothingTyped, pairedFields, type PairedField, type TypedValues } from '../register/columns';
import { type AuditLine, type Change, type Decision } from '../register/decision';
import { type Risk } from '../register/risk';
import { type Person } from '../register/person';
import { rowAttention } from '../register/row-attention';
import { openConflicts } from '../register/sheet-conflict';
import { type RowMemory } from '../register/sheet-memory';
import { memoryOf, newRow, typedOn } from '../register/new-row';
import { namesOf, sheetValues, type Names } from '../register/sheet-values';
import { appendAudit } from './audit';
import { StateError } from './errors';
import { dropOpenRows, lastEvent, wantEvent, wantRow, wantRowUnlessSeen, type EventPayload } from './intents';
import { putConflicts, putRowMemories, rowMemory } from './memory';
import { enqueueNotices } from './outbox';
import { allPeople } from './people';
import { wantRecord } from './register-records';
import { type Queryable, type Tx } from './db';
import { type State } from './state';
import { type At } from './time';

/** Writes a decision. Throws `version-conflict` when a record is no longer the one decided upon; nothing is written then.
 *  `people` may be handed in by a caller who commits many decisions in one transaction. */
export async function commit(
  tx: Tx,
  state: State,
  decision: Decision,
  at: At & { people?: readonly Person[] },
): Promise<void> {
  const people = at.people ?? (await allPeople(tx, state));
  for (const change of decision.changes) await writeChange(tx, state, { change, people, at });
  await enqueueNotices(tx, state, decision.notices);
  for (const line of decision.audit) await writeAudit(tx, state, line, at);
  if (decision.changes.some(goesToRegister)) await state.jobs.send('sync', {});
  if (decision.notices.length > 0) await state.jobs.send('deliver', {});
}

const goesToRegister = ({ kind }: Change) => kind === 'risk' || kind === 'record';

async function writeAudit(tx: Tx, state: State, line: AuditLine, at: At): Promise<void> {
  await appendAudit(tx, { organisationId: state.organisationId, at: at.now, ...line });
}

async function writeChange(
  tx: Queryable,
  state: State,
  work: { change: Change; people: readonly Person[]; at: At },
): Promise<void> {
  const { change } = work;
  switch (change.kind) {
    case 'risk':
      await writeRecord(tx, state, {
        table: 'risk',
        was: change.was,
        at: work.at,
        doc: change.risk,
        columns: riskColumns(change.risk),
      });
      return showInSheet(tx, state, {
        risk: change.risk,
        isNew: change.was === 0,
        ...(change.typed ? { typed: change.typed } : {}),
        people: work.people,
        at: work.at,
      });
    case 'worksheet-review': {
      const { region, dueOn, state: reviewState } = change.review;
      return writeRecord(tx, state, {
        table: 'worksheet_review', was: change.was, at: work.at, doc: change.review, columns: { region, due_on: dueOn, state: reviewState },
      }); // prettier-ignore
    }
    case 'proposal': {
      const { riskId, author, manager, state: proposalState } = change.proposal;
      return writeRecord(tx, state, {
        table: 'proposal', was: change.was, at: work.at, doc: change.proposal, columns: { risk_id: riskId, author, manager, state: proposalState },
      }); // prettier-ignore
    }
    case 'record':
      return wantRecord(tx, state, change.record);
  }
}

const riskColumns = (risk: Risk) => ({
  region: risk.region,
  status: risk.status,
  next_review_on: risk.nextReviewOn,
});

interface RecordWrite {
  table: 'risk' | 'worksheet_review' | 'proposal';
  was: number;
  at: At;
  doc: { id: string; version: number };
  columns: Record<string, string | null>;
}

async function writeRecord(tx: Queryable, state: State, write: RecordWrite): Promise<void> {
  const extra = Object.keys(write.columns);
  const values = [
    state.organisationId,
    write.doc.id,
    write.doc.version,
    JSON.stringify(write.doc),
    write.at.now,
    ...Object.values(write.columns),
  ];
  const places = extra.map((_, index) => `$${index + 6}`);
  const written =
    write.was === 0
      ? await tx.query(
          `insert into ${write.table} (organisation_id, id, version, doc, changed_at, ${extra.join(', ')})
           values ($1, $2, $3, $4, $5, ${places.join(', ')}) on conflict do nothing returning id`,
          values,
        )
      : await tx.query(
          `update ${write.table} set version = $3, doc = $4, changed_at = $5, ${extra.map((name, index) => `${name} = $${index + 6}`).join(', ')}
           where organisation_id = $1 and id = $2 and version = $${values.length + 1} returning id`,
          [...values, write.was],
        );
  if (written.length === 0)
    throw new StateError(
      'version-conflict',
      `${write.table} ${write.doc.id} is no longer at version ${write.was}; load it again and decide anew.`,
    );
}

/** The line of a new risk, and the values of any risk, on their way to the sheet; nothing when the sheet was already told the same. `typed`
 *  is what a person has written of a new risk; `onlyWords`: what was typed is no news by itself, only what is to be said of it. */
export async function showInSheet(
  tx: Queryable,
  state: State,
  shown: {
    risk: Risk;
    isNew: boolean;
    typed?: TypedValues;
    onlyWords?: boolean;
    people: readonly Person[];
    at: At;
  },
): Promise<void> {
  const { risk, people, at } = shown;
  const row = shown.isNew
    ? await placeRow(tx, state, risk, shown.typed ?? null)
    : await rowMemory(tx, state, risk.id);
  const typed = (row?.typed ?? nothingTyped) as TypedValues;
  const names = namesOf(people);
  const ctx = {
    actor: { kind: 'sheet' as const, region: risk.region },
    today: at.today,
    org: state.org,
    people,
    names,
  };
  const conflicts = row === null ? [] : await stillOpen(tx, state, { row, risk, names });
  const { quarantine, duplicated, takenOver, over = {} } = row ?? {};
  const said = rowAttention(ctx, risk, { typed, over, conflicts, quarantine, duplicated, takenOver });
  const payload = {
    key: risk.id,
    values: sheetValues(risk, names, said.attention),
    observed: observedOf(typed),
    typed,
    disputed: said.disputed,
    takenOver: row?.takenOver ?? {},
    ...(Object.keys(over).length > 0 ? { over } : {}),
  };
  const before = await lastEvent(tx, state, risk.id);
  if (before && isNoNews(before, payload, shown.onlyWords === true)) return;
  await wantEvent(tx, state, { riskId: risk.id, region: risk.region }, payload);
}

/** What an act has decided is forgotten here, so that it is not in dispute again when a later act decides the same once more. Only the
 *  conflicts are written: everything else of the row is the readings'. */
async function stillOpen(
  tx: Queryable,
  state: State,
  { row, risk, names }: { row: RowMemory; risk: Risk; names: Names },
): Promise<RowMemory['conflicts']> {
  const open = openConflicts(risk, row.conflicts, names);
  if (open.length < row.conflicts.length) await putConflicts(tx, state, risk.id, open);
  return open;
}

function isNoNews(before: EventPayload, payload: EventPayload, onlyWords: boolean): boolean {
  const saysTheSame =
    before.values.attention === payload.values.attention &&
    before.disputed.join() === payload.disputed.join();
  if (onlyWords && saysTheSame) return true;
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(payload));
}

/** What was taken over when counts too: the same text typed again on a row is to be written over again. */
const sorted = (payload: EventPayload) =>
  [
    payload.values,
    payload.observed,
    payload.typed,
    payload.disputed,
    payload.takenOver,
    payload.over ?? {},
  ].map((part) => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A row the sheet no longer shows is made again, with what people had last written in their own cells. `unlessSeen`: it may only be out of
 *  view, so it is looked for once more after the settle time. */
export async function placeRowAgain(
  tx: Queryable,
  state: State,
  risk: Risk,
  how: { unlessSeen: boolean },
): Promise<void> {
  const before = await rowMemory(tx, state, risk.id);
  const row = newRow(risk, before ? (before.typed as TypedValues) : null);
  // An older attempt must not make a second row beside this one; should it still arrive, the look before sending finds it.
  await dropOpenRows(tx, state, risk.id);
  await (how.unlessSeen ? wantRowUnlessSeen(tx, state, row) : wantRow(tx, state, row));
  if (before)
    await putRowMemories(tx, state, [
      { ...before, typed: typedOn(row), over: {}, presence: 'expected', missingSince: null, settling: null },
    ]);
}

async function placeRow(
  tx: Queryable,
  state: State,
  risk: Risk,
  typed: TypedValues | null,
): Promise<RowMemory> {
  const row = newRow(risk, typed);
  await wantRow(tx, state, row);
  const memory = memoryOf(row);
  await putRowMemories(tx, state, [memory]);
  return memory;
}

/** The part of what people typed that the sheet's own formulas compare against. */
export function observedOf(typed: TypedValues): Record<PairedField, string> {
  return Object.fromEntries(pairedFields.map((field) => [field, typed[field]])) as Record<
    PairedField,
    string
  >;
}
