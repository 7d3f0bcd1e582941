/** Many rows gone, or much of a column typed anew: what it concerns and one button for each meaning (sheet facts 9). */
import { holdMark, verdictsOf, type MassKind, type TypedInHold } from '../../register/hold';
import { localDateSchema } from '../../register/local-date';
import { headingRead } from '../../register/sheet-conflict';
import { type Hold } from '../../register/sheet-memory';
import { holdWords as said } from '../sheet-words';
import { words } from '../words';
import { banner, button, card, facts, link, say, unlessSaid, type Card } from './parts';
import { escapeMarkdown, plain } from './text';
import { type Viewer } from './viewer';

/** Rows a card names; the rest is counted. */
const mostRows = 30;
/** Texts a card shows of what was typed, and characters of each. */
const mostTexts = 3;
const mostShown = 60;

export interface HoldState {
  /** Id of the hold (register/hold.ts). */
  id: string;
  why: MassKind;
  region: string;
  /** Null: it is over. */
  hold: Hold | null;
  /** What was typed in its columns, the most frequent first. */
  typed: readonly TypedInHold[];
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
    title: escapeMarkdown(isOpen ? said.title(state.region) : said.decided(state.region)),
    note: state.said === null ? null : banner(state.said, 'good'),
    body: isOpen ? openBody(state, hold) : [hold ? unlessSaid(state.said, said.spoken) : say(said.over)],
    actions: [...decide, link(words.openTab, viewer.deepLink('home'))],
  });
}

function openBody({ why, typed }: HoldState, hold: Hold) {
  const shown = hold.rows.slice(0, mostRows).join(', ');
  const more = hold.rows.length - mostRows;
  const since = localDateSchema.safeParse(hold.since.slice(0, 10));
  const headings = (hold.fields ?? []).map(headingRead);
  const texts = typed.slice(0, mostTexts).map(({ field, text, rows }) => {
    const shownText = text === '' ? said.emptied : escapeMarkdown(plain(text, mostShown));
    return `${headingRead(field)}: ${said.count(shownText, rows)}`;
  });
  return [
    say(said.about[why](hold.rows.length)),
    since.success ? say(said.since(since.data)) : null,
    facts([
      [said.columns, headings.join(', ')],
      [said.typed, texts.join('; ')],
      [said.rows, more > 0 ? `${shown} ${said.more(more)}` : shown],
    ]),
    say(said.after[why], { isSubtle: true }),
  ];
}
