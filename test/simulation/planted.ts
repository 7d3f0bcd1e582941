/** Bugs that the simulation must notice, each as a replacement of source text on its way into the bundle. */
import { type StoreKind } from './plan';

export interface Patch {
  /** Path from the root of the project. */
  file: string;
  /** Text that stands in the file exactly once. */
  find: string;
  replace: string;
}

export interface Bug {
  name: string;
  store: StoreKind;
  patches: readonly Patch[];
}

const bug = (
  store: StoreKind,
  name: string,
  ...patches: [file: string, find: string, replace: string][]
): Bug => ({
  name,
  store,
  patches: patches.map(([file, find, replace]) => ({ file, find, replace })),
});

const send = 'sync/protocol/send.ts';
const observe = 'sync/protocol/observe-row.ts';
const typing = 'sync/protocol/typing.ts';
const cell = 'register/shared-cell.ts';
const worker = 'test/simulation/worker.ts';
const lists = 'test/simulation/list-client.ts';

export const planted: readonly Bug[] = [
  bug('excel', 'blind retry of rows', [
    send,
    "if (item.state === 'pending' || item.triedAt === null) return true;",
    'if (item.seq > 0) return true;',
  ]),
  bug('excel', 'resend after a look at once', [
    send,
    'context.readAt > item.triedAt + context.resendSettleMs\n',
    'context.readAt > item.triedAt\n',
  ]),
  bug('excel', 'resend while a region cannot be read', [send, 'context.closed.size === 0 &&\n', '']),
  bug(
    'excel',
    'no fence',
    [worker, 'if (!isOurs(process, tenure)) return false;', ''],
    [worker, 'around.now() + requestTimeoutMs < tenure.until;', 'tenure.until > 0;'],
  ),
  bug('excel', 'an answer counts after the tenure', [
    worker,
    "if (!isOurs(process, tenure)) return 'stop';",
    '',
  ]),
  bug('excel', 'sent long after the journal', [
    worker,
    'process.around.now() - journalled > longestJournalMs',
    'false',
  ]),
  bug('excel', 'write by position', [
    'test/simulation/sheet-client.ts',
    'send(() => publish(world, around.now(), events))',
    `send(() => {
      publish(world, around.now(), events);
      const [row] = world.rows('NS');
      if (row) world.putRow(around.now(), 'NS', { ...row, typed: { ...row.typed, level: 'High' } });
    })`,
  ]),
  bug('excel', 'stale base', [
    typing,
    'return { base: cells, over: now.over, takenOver,',
    'return { base, over: now.over, takenOver,',
  ]),
  bug('excel', 'clock instead of sequence', [
    'test/simulation/service.ts',
    'this.seq += 1;',
    'this.seq = Math.floor(this.businessMs / 1000) % 1_000_000;',
  ]),
  bug('excel', 'base ahead of its decisions', [
    'test/simulation/carry-out.ts',
    '...decideRows(service, observed),',
    '...decideRows(service, observed).slice(1),',
  ]),
  bug('excel', 'typing not told to the register', [
    'test/simulation/carry-out.ts',
    'if (risk && !shown.has(id)) service.show(risk, quiet.has(id));',
    '',
  ]),
  bug('excel', 'deletion after one cut', [observe, "row.presence === 'missing';", 'true;'], [observe, '>= context.rules.deleteAfterMs', '>= 0']), // prettier-ignore
  bug('excel', 'no brake on deletions', [
    'sync/protocol/holds.ts',
    'return gone > 5 || (gone >= 3 && gone > before * 0.1);',
    'return gone > before;',
  ]),
  bug('excel', 'no brake on typing', [
    'sync/protocol/brakes.ts',
    'return cells >= 5 && cells > rows * 0.3;',
    'return cells > rows;',
  ]),
  bug('excel', 'settle skipped', [
    typing,
    '< context.rules.settleMs) return waiting;',
    '< 0) return waiting;',
  ]),
  bug('excel', 'older save taken for deletions', [
    observe,
    "context.reading.past !== null && context.reading.cut.carrier === 'table'",
    'context.reading.past === undefined',
  ]),
  bug('excel', 'older text taken for typing', [
    typing,
    '[then, before].some((known) => wasSaid(known, field, now)) || wasLost(field)',
    'wasLost(field) && [then, before].every((known) => wasSaid(known, field, now))',
  ]),
  bug('excel', 'missing lines written again at once', [
    'test/simulation/reading.ts',
    'gone.filter((intent) => !young.has(intent.seq))',
    'gone.filter((intent) => !young.has(-intent.seq))',
  ]),
  bug('excel', 'nobody told of a late row', [
    'sync/protocol/warnings.ts',
    "notices: tellRegion(at, region, { event: 'rows-late', tag, items: itemsOf(rows) }),",
    "notices: rows.length < 0 ? tellRegion(at, region, { event: 'rows-late', tag, items: itemsOf(rows) }) : [],",
  ]),
  bug('excel', 'a row apart comes free by itself', [
    'sync/protocol/quarantine.ts',
    "return seen.now.changed.length > 0 ? 'pasted-over' : null;",
    "return isPastedOver(base, typed, seen.others) ? 'pasted-over' : null;",
  ]),
  bug('excel', 'a mass is taken when a cell goes back', [
    'sync/protocol/brakes.ts',
    'return fields.length === 0 ? null : { ...hold, rows, fields };',
    'return fields.length === 0 || rows.length < hold.rows.length ? null : { ...hold, rows, fields };',
  ]),
  bug('excel', 'oldest event wins', [
    send,
    'Math.max(item.seq, top.get(item.key) ?? 0)',
    'Math.min(item.seq, top.get(item.key) ?? item.seq)',
  ], [send, 'item.seq < (top.get(item.key) ?? 0)', 'item.seq > (top.get(item.key) ?? 0)']), // prettier-ignore
  bug('excel', 'last writer wins', [
    'sync/protocol/merge.ts',
    'return rules[field](sides);',
    'return rules[field](sides).kind === undefined ? service : sheet;',
  ]),
  bug('excel', 'unknown taken for failed', [worker, "if (outcome.kind !== 'failed') return [];", "if (outcome.kind === 'ok') return [];\n  if (outcome.kind === 'unknown') return next.seqs;"], [worker, "if (outcome.kind !== 'unknown')\n", "if (outcome.kind.length > 0)\n"]), // prettier-ignore
  bug('excel', 'unknown taken for done', [worker, "if (outcome.kind !== 'unknown')\n", "if (outcome.kind.length > 0)\n"]), // prettier-ignore
  bug('excel', 'twins not seen', [
    observe,
    'if (context.twice.has(row.riskId)) return',
    'if (context.twice.size > 99) return',
  ]),
  bug('excel', 'text sent bare', [
    'sync/stores/excel/encode.ts',
    "clean === '' || isPlainWords(clean) ? clean",
    "clean === '' || isPlainWords(clean) || clean !== '' ? clean",
  ]),
  bug('excel', 'what a formula computes is taken', [typing, 'cells[field] = base[field];\n  if (line', 'cells[field] = cells[field];\n  if (line']), // prettier-ignore
  bug(
    'excel',
    'Retry-After ignored',
    [worker, 'Math.max(wait, process.line.notBefore - process.around.now())', 'wait'],
    [worker, 'while (process.around.now() < process.line.notBefore)', 'while (process.around.now() < 0)'],
  ),
  bug('excel', 'reminders forgotten', [
    'test/simulation/service.ts',
    'this.reminded.add(key);',
    'this.reminded.has(key);',
  ]),
  bug('excel', 'a line registered again', [
    'sync/protocol/hand-rows.ts',
    'if (was.riskId === null || (was.isWithdrawn && !isOlder)) return null;',
    'if (was.riskId === null || was.since !== was.goneSince) return null;',
  ]),
  bug('excel', 'nobody told of a missing row', [
    'sync/protocol/rows.ts',
    "notices: tellAll(missing, 'row-missing', told),",
    "notices: told.length < 0 ? tellAll(missing, 'row-missing', told) : [],",
  ]),
  bug('lists', 'no If-Match', [lists, 'ifMatch: now.version', 'ifMatch: null']),
  bug('lists', "a person's text written over", [
    cell,
    'return text === untouchedText(carried, field, base) ? value : null;',
    'return value;',
  ]),
  bug('lists', 'a text in dispute written over', [
    cell,
    'if (next.disputed.includes(field)) return null;',
    '',
  ]),
  bug('lists', 'own publication taken for an edit', [
    typing,
    'typed[field] !== untouchedText(carried, field, standing)',
    'typed[field] !== base[field] && isPaired(field) && untouchedText !== undefined',
  ]),
  bug('lists', 'the same typed again not seen', [
    typing,
    'if (typed[field] !== untouchedText(carried, field, standing)) {',
    'if (typed[field] !== untouchedText(carried, field, standing) && typed[field] !== base[field]) {',
  ], [typing, "base = { ...base, [field]: '' };", 'base = { ...base };'], [typing, 'delete takenOver[field];', '']), // prettier-ignore
  bug('lists', 'a deletion undone as an older save', [
    observe,
    "context.reading.past !== null && context.reading.cut.carrier === 'table'",
    'context.reading.past !== null',
  ]),
  bug('lists', 'an emptied cell mended over new text', [
    lists,
    'isEmptied(now, field) && now.carried',
    'now.carried',
  ]),
  bug('lists', 'a line found before it was read again', [lists, '!isFor(region, item, event) || ', '']),
  bug('lists', 'never read in full', [lists, 'around.now() - mirror.fullAt >= sweepMs', 'around.now() < 0']),
];
