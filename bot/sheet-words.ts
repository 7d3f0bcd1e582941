/** Sentences of the cards about a held sheet and a row that was set apart; words.ts has the rest. */
import { type HoldVerdict, type MassKind } from '../register/hold';
import { sayDate, type LocalDate } from '../register/local-date';

const rows = (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`;

export const holdWords = {
  title: (region: string) => `The sheet of ${region}: was this meant?`,
  decided: (region: string) => `The sheet of ${region}: decided`,
  about: {
    'many-rows-gone': (count: number) =>
      `${rows(count)} vanished from the sheet together. None counts as deleted until you say so; their risks stay active, with their reminders. If they are put back in the sheet, this ends by itself.`,
    'mass-change': (count: number) =>
      `Much of a column was typed anew at once, on ${rows(count)}. Nothing is taken from the sheet of this region until you say whether it was meant. If the cells go back, this ends by itself.`,
  } satisfies Record<MassKind, (count: number) => string>,
  since: (day: LocalDate) => `Since ${sayDate(day)}.`,
  columns: 'Columns',
  rows: 'Rows',
  typed: 'Typed there',
  count: (text: string, count: number) => `${text}: ${rows(count)}`,
  emptied: 'emptied',
  more: (count: number) => `and ${count} more`,
  verdict: {
    gone: 'They are really gone',
    'put-back': 'Put them back',
    take: 'Take these changes',
    leave: 'Leave the register as it is',
  } satisfies Record<HoldVerdict, string>,
  after: {
    'many-rows-gone':
      'Really gone: each owner is asked about their row, and the risk stays until it is ended in the register. Put back: each row is made again with what people had last written in it.',
    'mass-change':
      'Take: the changes count, by the rules that hold for anybody. Leave: the texts stay in their cells, each row says so, and they do not count until somebody picks.',
  } satisfies Record<MassKind, string>,
  spoken: 'Noted. It is done with the next look at the sheet, within a minute or two.',
  over: 'This is over. Nothing more to do.',
} as const;

export const quarantineWords = {
  title: (id: string) => `The row of ${id} needs a look`,
  about: {
    'pasted-over':
      'Case reference and summary changed together, so this row reads like another case. Perhaps half a row was pasted over it. Nothing is taken from it until you decide.',
    formula:
      'A text that stood here as text has become a formula. Nothing is taken from this row until it is text again. Please look at it in the sheet before anybody opens a link in it.',
    misplaced:
      'Texts on this row stand under other headings than they were written for, most likely because columns were moved while the row was written. Nothing is taken from it until they stand under their own headings again, or you decide.',
  },
  before: 'In the register',
  now: 'In the sheet now',
  take: 'Take what the sheet says',
  leave: 'Leave the register as it is',
  looked: 'I have looked, go on',
  over: 'Nothing is held back on this row. Nothing more to do.',
  left: 'The register stays as it is. What the sheet says differently still stands there, and Check shows it: type anew there, or choose here which one counts.',
  differs: 'Choose which one counts',
} as const;
