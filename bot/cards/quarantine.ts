/** A row that was set apart: what the register says, what stands in the sheet, and what to make of it (sheet facts 9, 10). */
import { columnOf, typedColumn } from '../../register/columns';
import { type Risk } from '../../register/risk';
import { mayBeTaken, quarantineMark, type CellSetApart } from '../../register/set-apart';
import { type Quarantine } from '../../register/sheet-memory';
import { quarantineWords as said } from '../sheet-words';
import { words } from '../words';
import { banner, button, card, facts, link, open, say, type Card } from './parts';
import { escapeMarkdown, plain } from './text';
import { type Viewer } from './viewer';

/** Characters shown of one cell; the sheet has the rest. */
const mostShown = 300;

export interface QuarantineState {
  risk: Risk;
  /** Null: the row is free again. */
  quarantine: Quarantine | null;
  /** Cells that differ. */
  cells: readonly CellSetApart[];
  mayDecide: boolean;
  /** Texts were left standing that differ from the register. */
  differs: boolean;
  said: string | null;
}

export function quarantineCard(state: QuarantineState, viewer: Viewer): Card {
  const { risk, quarantine, cells } = state;
  const isOpen = quarantine !== null && quarantine.word === undefined;
  const decide = (title: string, verb: string) =>
    isOpen && state.mayDecide
      ? button(title, {
          verb,
          id: risk.id,
          version: risk.version,
          mark: quarantineMark(quarantine.why, cells),
          idempotencyKey: viewer.newKey(),
        })
      : null;
  const heading = (cell: CellSetApart) => columnOf(typedColumn(cell.field)).heading;
  const side = (which: 'was' | 'is') =>
    facts(
      cells.map((cell) => [heading(cell), escapeMarkdown(plain(cell[which], mostShown)) || '–'] as const),
    );
  const isAboutCells = quarantine !== null && quarantine.why !== 'formula';
  return card({
    title: said.title(risk.id),
    note: state.said === null ? null : banner(state.said, 'good'),
    body: isOpen
      ? [
          say(said.about[quarantine.why]),
          ...(cells.length === 0
            ? []
            : [
                say(said.before, { weight: 'Bolder', spacing: 'Medium' }),
                side('was'),
                say(said.now, { weight: 'Bolder', spacing: 'Medium' }),
                side('is'),
              ]),
          state.mayDecide ? null : say(words.conflict.notYours(viewer.org.labels.rom)),
        ]
      : [say(state.differs ? said.left : said.over)],
    actions: [
      quarantine && mayBeTaken(risk, quarantine.why)
        ? decide(isAboutCells ? said.take : said.looked, 'quarantine.take')
        : null,
      isAboutCells ? decide(said.leave, 'quarantine.leave') : null,
      state.differs && !isOpen ? open(said.differs, 'conflict', { id: risk.id }) : null,
      open(words.risk.title(risk.id), 'risk', { id: risk.id }),
      link(words.openTab, viewer.deepLink(risk.id)),
    ],
  });
}
