/** Every sentence the sync folder puts into the sheet. Those of the mails: mail-words.ts. */
import { sayTwice } from '../register/sheet-words';

/** What the Check column says. Formula constants: a quotation mark in one would need doubling. */
export const checkWords = {
  newLine: 'New line: it will be registered shortly.',
  unknownId: 'This Risk ID is not known to the register.',
  twice: sayTwice,
} as const;

/** What Excel says when somebody types where the service shows values. */
export const shadedCellWords = {
  title: 'Filled by the service',
  text: 'Grey columns are filled automatically. To change one, type in the "Change …" column of the same name.',
} as const;

/** What appears beside a cell when it is chosen, by column; null shows nothing. At most 255 characters each. */
export const promptWords = {
  riskId: 'Leave empty on a new line. The service registers the line and adds it again with its reference.',
  caseRef: 'The Mosaic reference, such as MOS-90001. Never a name.',
  atRisk: 'Who is at risk. Separate several with a semicolon. The words are on the Guide sheet.',
  summary:
    'What the risk is, in a sentence or two. No names, addresses or telephone numbers. In an emergency call 999 first.',
  notes: 'Free notes. The service reads them and never changes them. No names.',
  list: 'Choose from the list. Empty means no change.',
  many: 'Separate several with a semicolon. The words are on the Guide sheet. Empty means no change.',
  owner: 'Name or e-mail address of a colleague as in Teams. Empty means no change.',
  date: 'A day such as 30 Nov 2026. Empty means no change.',
} as const;

/** What Excel says to an entry it would rather not take; typing it anyway is allowed. */
export const doubtWords = {
  list: 'This is not in the list. The service can only take over the words of the list.',
  date: 'This is not a day. Write it as 30 Nov 2026.',
  summary: 'Please keep the summary to 500 characters.',
} as const;

/** One line of the Guide sheet: how it looks and what it says. */
export interface GuideLine {
  style: 'title' | 'heading' | 'alert' | 'text' | 'item';
  text: string;
}

const line = (style: GuideLine['style']) => (text: string) => ({ style, text }) satisfies GuideLine;
const heading = line('heading');
const plain = line('text');
const item = line('item');

/** The Guide sheet, top to bottom. */
export function guideLines(org: { name: string; help: { name: string; mailbox: string } }): GuideLine[] {
  return [
    { style: 'title', text: `Casework Risk Register: ${org.name}` },
    {
      style: 'alert',
      text: 'If somebody is in danger now, call 999 first. Ring your regional office next. Then record it here.',
    },
    plain(
      'Every region has its own worksheet. You can work here, in Teams, or in both: the register keeps them together.',
    ),
    heading('Never write client names'),
    plain(
      'Use the Mosaic case reference only. No names, addresses, telephone numbers or NHS numbers, in any column.',
    ),
    heading('What the colours mean'),
    item('Grey columns are filled by the service: they show what holds now. Please do not type in them.'),
    item('White columns are yours. Type there as in any spreadsheet; sort and filter as you like.'),
    item(
      'An amber "Change …" cell: what you typed there was changed in Teams since. The grey column shows what holds now.',
    ),
    item('A red "Next review due" is overdue.'),
    heading('To change a risk'),
    item(
      'Find its line and type in the "Change …" column: "Change level" for the level, and so on. The grey column shows it at once.',
    ),
    item(
      'The service takes it over a minute or two after you stop typing. An empty "Change …" cell means: no change.',
    ),
    item('Several values in one cell are separated by a semicolon: Public place; Two caseworkers'),
    item('Signing the weekly review, marking a risk inactive and withdrawing the service are done in Teams.'),
    heading('To add a risk'),
    item(
      'Type on the first empty line: case reference, who is at risk and summary are enough. Leave the Risk ID empty.',
    ),
    item('Within a few minutes the service adds a line with the Risk ID. Then delete the line you typed.'),
    heading('What "Check" says'),
    item(`"${checkWords.newLine}" Nothing to do.`),
    item(`"${checkWords.unknownId}" Please correct the Risk ID, or clear it if the risk is new.`),
    item(`"${checkWords.twice}" Nothing is taken over from either until one is deleted.`),
    item('Any other sentence tells you what could not be taken over, and why.'),
    heading('If you delete a line'),
    item(
      'The risk is not lost. It stays in the register with its reminders, and the office is told that the line is gone.',
    ),
    item('A line may be cut and pasted to another region: its risk moves with it.'),
    heading('Who helps'),
    plain(`${org.help.name}, ${org.help.mailbox}`),
    heading('Words you can use'),
  ];
}
