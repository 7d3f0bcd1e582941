/** Every sentence the sync folder puts in front of people: the sheet's own words and the mails. */
import { type NoticeEvent } from '../register/decision';
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

/** Subject and first sentence of the mail of each event. */
interface MailWords {
  subject: string;
  sentence: string;
}

/** One line for each event; none says anything about a case. */
export const mailWords: Record<NoticeEvent, MailWords> = {
  'risk-reported': {
    subject: 'A risk was reported',
    sentence: 'A risk was reported and waits to be recorded.',
  },
  'safeguarding-recorded': {
    subject: 'Safeguarding risk recorded',
    sentence: 'A safeguarding risk was recorded in the register.',
  },
  'reputational-recorded': {
    subject: 'Reputational risk recorded',
    sentence: 'A reputational risk was recorded in the register.',
  },
  'organisational-recorded': {
    subject: 'Organisational risk recorded',
    sentence: 'An organisational risk was recorded in the register.',
  },
  'level-raised': { subject: 'The level of a risk was raised', sentence: 'The level of a risk was raised.' },
  'proposal-waiting': {
    subject: 'A change waits for you',
    sentence: 'A change to a risk waits for your confirmation.',
  },
  'proposal-confirmed': {
    subject: 'Your change was confirmed',
    sentence: 'Your change to a risk was confirmed.',
  },
  'proposal-declined': {
    subject: 'Your change was declined',
    sentence: 'Your change to a risk was declined.',
  },
  'other-region-changed': {
    subject: 'Another region changed one of your risks',
    sentence: 'A colleague of another region changed a risk of your region after consultation.',
  },
  'row-moved': {
    subject: 'A row was moved to another region',
    sentence: 'A colleague moved a row to another worksheet in the spreadsheet, and the risk went with it.',
  },
  'caseworker-update': {
    subject: 'A risk you reported has moved on',
    sentence: 'There is news about a risk you reported. Read it before your next contact.',
  },
  'warning-to-place': {
    subject: 'Place the Mosaic warning',
    sentence: 'The warning is to be placed on the Mosaic Person Summary, in the fixed wording only.',
  },
  'warning-to-remove': {
    subject: 'Remove the Mosaic warning',
    sentence: 'The warning is to be removed from the Mosaic Person Summary.',
  },
  'worksheet-review-due': {
    subject: 'Weekly review of the worksheet',
    sentence: 'The weekly review of the worksheet is due.',
  },
  'reviews-due': { subject: 'Reviews are due', sentence: 'These reviews are due or overdue:' },
  'risk-inactive': { subject: 'A risk is now inactive', sentence: 'A risk was marked inactive.' },
  'row-missing': {
    subject: 'A line is gone from the register',
    sentence:
      'The line of an active risk is gone from the sheet. The risk itself is kept, with its reminders.',
  },
  'row-returned': {
    subject: 'A line is back in the register',
    sentence: 'The line of a risk that was gone from the sheet is back.',
  },
  'sheet-edit-held': {
    subject: 'An edit in the sheet needs a decision',
    sentence: 'Somebody typed a change in the sheet that the service could not take over as it stands.',
  },
  'sheet-conflict': {
    subject: 'Sheet and Teams say different things',
    sentence: 'A risk was changed in the sheet and in Teams at the same time. Please settle which one holds.',
  },
  'sheet-rolled-back': {
    subject: 'The workbook went back to an earlier version',
    sentence: 'The workbook holds an earlier version. What the service knows is written to it again.',
  },
  'hand-row-registered': {
    subject: 'A line typed in the sheet was registered',
    sentence: 'A line typed in the sheet was registered as a risk and now has a reference.',
  },
  'region-on-hold': {
    subject: 'The worksheet needs a look',
    sentence:
      'Something in the worksheet looks unintended, so nothing is taken over from it until somebody has looked.',
  },
  'mass-edit': {
    subject: 'The worksheet waits for a word of yours',
    sentence: 'Much of the worksheet changed at once. Please say in Teams whether it was meant.',
  },
  'row-quarantined': {
    subject: 'A line of the sheet needs a look',
    sentence: 'Nothing is taken over from a line of the sheet until a colleague has looked at it.',
  },
  'line-misplaced': {
    subject: 'A line of the worksheet stands under the wrong headings',
    sentence:
      'Columns were moved while the service wrote a line. Nothing is taken from it; the risk is kept and gets a line of its own.',
  },
  'service-table-edited': {
    subject: 'Security: the hidden table of the register was edited',
    sentence:
      'Somebody edited the table in which the service keeps its own values. What the service knows is written again; please find out who did it and why.',
  },
  'formula-found': {
    subject: 'Security: a formula in the register needs a look',
    sentence:
      'A line of the sheet holds a formula that it should not, such as one that reaches outside the workbook.',
  },
  'rows-late': {
    subject: 'Risks are not on the worksheet yet',
    sentence:
      'Risks that were reported have not reached the worksheet yet. They are kept, with their reminders, and follow by themselves.',
  },
  'calculates-by-hand': {
    subject: 'The register is calculated only when asked',
    sentence:
      'Somebody has switched the workbook to manual calculation, so its grey columns may show old values. Please switch it back in Excel: Formulas, Calculation options, Automatic; then save.',
  },
  'heading-renamed': {
    subject: 'A heading of the worksheet was renamed',
    sentence: 'A heading of the worksheet has another name. The service goes on with it as it stands.',
  },
};

/** Labels of the lines in a mail. */
export const mailLabels = {
  reference: 'Reference',
  region: 'Region',
  due: 'Due',
  open: 'Open in Teams',
  dueToday: 'due today',
  worksheet: 'Weekly review of the worksheet',
  footer:
    'Sent by the Casework Risk Register. Mails carry references only; the details are in the register. In an emergency call 999 first.',
} as const;

/** "due 30 November 2026, 3 days late". */
export function sayLate(daysLate: number): string {
  if (daysLate <= 0) return mailLabels.dueToday;
  return daysLate === 1 ? '1 day late' : `${daysLate} days late`;
}

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
