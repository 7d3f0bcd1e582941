/** Many rows gone, or much of a column typed anew: what it concerns and one button for each meaning (sheet facts 9). */
import { columnOf, typedColumn } from '../../register/columns';
import { holdMark, verdictsOf, type MassKind } from '../../register/hold';
import { localDateSchema } from '../../register/local-date';
import { type Hold } from '../../register/sheet-memory';
import { holdWords as said } from '../sheet-words';
import { words } from '../words';
import { banner, button, card, facts, link, say, type Card } from './parts';
import { escapeMarkdown } from './text';
import { type Viewer } from './viewer';

/** Rows a card names; the rest is counted. */
const mostRows = 30;

export interface HoldState {
  /** Id of the hold (register/hold.ts). */
  id: string;
  why: MassKind;
  region: string;
  /** Null: it is over. */
  hold: Hold | null;
  said: string | null;
}

export function holdCard(state: HoldState, viewer: Viewer): Card {
  const { id, why, hold } = state;
  const isOpen = hold !== null && hold.word === undefined;
  const decide = isOpen
    ? verdictsOf(why).map((verdict) =>
        button(said.verdict[verdict], {
          verb: `hold.${verdict}`,
          id,
          mark: holdMark(hold),
          idempotencyKey: viewer.newKey(),
        }),
      )
    : [];
  return card({
    title: escapeMarkdown(said.title(state.region)),
    note: state.said === null ? null : banner(state.said, 'good'),
    body: hold === null ? [say(said.over)] : isOpen ? openBody(hold, why) : [say(said.spoken)],
    actions: [...decide, link(words.openTab, viewer.deepLink('home'))],
  });
}

function openBody(hold: Hold, why: MassKind) {
  const shown = hold.rows.slice(0, mostRows).join(', ');
  const more = hold.rows.length - mostRows;
  const since = localDateSchema.safeParse(hold.since.slice(0, 10));
  const headings = (hold.fields ?? []).map((field) => columnOf(typedColumn(field)).heading);
  return [
    say(said.about[why](hold.rows.length)),
    since.success ? say(said.since(since.data)) : null,
    facts([
      [said.columns, headings.join(', ')],
      [said.rows, more > 0 ? `${shown} ${said.more(more)}` : shown],
    ]),
    say(said.after[why], { isSubtle: true }),
  ];
}
