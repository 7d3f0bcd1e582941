/** Where sheet and service disagree or a row is gone: both sides shown, one button each (sheet facts 8 and 9). */
import { type Risk } from '../../register/risk';
import { conflictMark, headingRead } from '../../register/sheet-conflict';
import { type SheetConflict } from '../../register/sheet-memory';
import { words } from '../words';
import { banner, button, card, facts, link, open, say, unlessSaid, type Card } from './parts';
import { escapeMarkdown } from './text';
import { type Viewer } from './viewer';

export interface ConflictState {
  risk: Risk;
  /** Empty: settled meanwhile. */
  conflicts: readonly SheetConflict[];
  /** False for people who may not change the row without more evidence than a button carries. */
  mayDecide: boolean;
  said: string | null;
}

export function conflictCard({ risk, conflicts, mayDecide, said }: ConflictState, viewer: Viewer): Card {
  const isOpen = conflicts.length > 0;
  const side = (which: 'sheet' | 'service') =>
    facts(conflicts.map((one) => [headingRead(one.field), escapeMarkdown(one[which]) || '–'] as const));
  const held = conflicts.flatMap((one) =>
    one.held === undefined ? [] : [[headingRead(one.field), escapeMarkdown(one.held) || '–'] as const],
  );
  const keep = (title: string, verb: string) =>
    isOpen && mayDecide
      ? button(title, {
          verb,
          id: risk.id,
          version: risk.version,
          mark: conflictMark(conflicts),
          idempotencyKey: viewer.newKey(),
        })
      : null;
  return card({
    title: isOpen ? words.conflict.title(risk.id) : words.conflict.titleSettled(risk.id),
    note: said === null ? null : banner(said, 'good'),
    body: isOpen
      ? [
          say(words.conflict.about),
          say(words.conflict.inSheet, { weight: 'Bolder', spacing: 'Medium' }),
          side('sheet'),
          say(words.conflict.inTeams, { weight: 'Bolder', spacing: 'Medium' }),
          side('service'),
          ...(held.length === 0
            ? []
            : [say(words.conflict.meanwhile, { weight: 'Bolder', spacing: 'Medium' }), facts(held)]),
          ...(mayDecide ? [] : [say(words.conflict.notYours(viewer.org.labels.rom))]),
        ]
      : [unlessSaid(said, words.conflict.settled)],
    actions: [
      keep(words.conflict.keepSheet, 'conflict.keep-sheet'),
      keep(words.conflict.keepTeams, 'conflict.keep-teams'),
      isOpen ? open(words.conflict.edit, 'settle', { id: risk.id }) : null,
      open(words.risk.title(risk.id), 'risk', { id: risk.id }),
      link(words.openTab, viewer.deepLink(risk.id)),
    ],
  });
}

export interface MissingRowState {
  risk: Risk;
  /** May put the row back. */
  mayRestore: boolean;
  /** May say that the entry was made in error, which is what confirming the deletion means. */
  mayVoid: boolean;
  said: string | null;
}

/** The undo button for a row deleted from the sheet. */
export function missingRowCard({ risk, mayRestore, mayVoid, said }: MissingRowState, viewer: Viewer): Card {
  const isOpen = risk.missingSince !== null && risk.status !== 'void';
  const decide = (title: string, verb: string, may: boolean) =>
    isOpen && may
      ? button(title, { verb, id: risk.id, version: risk.version, idempotencyKey: viewer.newKey() })
      : null;
  return card({
    title: isOpen ? words.missing.title(risk.id) : words.missing.titleSettled(risk.id),
    note: said === null ? null : banner(said, 'good'),
    body: [
      isOpen ? say(words.missing.about) : unlessSaid(said, words.missing.settled),
      isOpen && risk.missingSince ? say(words.risk.missing(risk.missingSince)) : null,
      isOpen && !mayVoid ? say(words.missing.romOnly(viewer.org.labels.rom)) : null,
    ],
    actions: [
      decide(words.missing.restore, 'row.restore', mayRestore),
      decide(words.missing.confirm, 'row.confirm-deleted', mayVoid),
      open(words.risk.title(risk.id), 'risk', { id: risk.id }),
      link(words.openTab, viewer.deepLink(risk.id)),
    ],
  });
}
