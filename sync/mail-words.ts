/** Every sentence of the mails: a subject and a first sentence per event, and the labels of the lines that follow. */
import { type NoticeEvent } from '../register/decision';
import { type GatheredEvent } from '../register/gather';

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
  'part-unread': {
    subject: 'Something beside the register is not read',
    sentence:
      'There is a copy of the worksheet, or something is typed in a totals row of its table. Nobody reads what is typed there; please move it to lines of the worksheet itself.',
  },
  'service-table-edited': {
    subject: 'Security: the service’s own values in the register were edited',
    sentence:
      'Somebody edited the hidden table or column in which the service keeps its own values. What the service knows is written again; please find out who did it and why.',
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

/** The same about many risks at once, whose references follow. */
export const mailWordsOfMany: Record<GatheredEvent, MailWords> = {
  'safeguarding-recorded': {
    subject: 'Safeguarding risks recorded',
    sentence: 'These safeguarding risks were recorded in the register:',
  },
  'reputational-recorded': {
    subject: 'Reputational risks recorded',
    sentence: 'These reputational risks were recorded in the register:',
  },
  'organisational-recorded': {
    subject: 'Organisational risks recorded',
    sentence: 'These organisational risks were recorded in the register:',
  },
  'level-raised': {
    subject: 'The level of several risks was raised',
    sentence: 'The level of these risks was raised:',
  },
  'caseworker-update': {
    subject: 'Risks you reported have moved on',
    sentence: 'There is news about these risks you reported. Read it before your next contact:',
  },
  'warning-to-place': {
    subject: 'Place the Mosaic warnings',
    sentence:
      'For these risks the warning is to be placed on the Mosaic Person Summary, in the fixed wording only:',
  },
  'warning-to-remove': {
    subject: 'Remove the Mosaic warnings',
    sentence: 'For these risks the warning is to be removed from the Mosaic Person Summary:',
  },
  'risk-inactive': { subject: 'Risks are now inactive', sentence: 'These risks were marked inactive:' },
  'row-moved': {
    subject: 'Rows were moved to another region',
    sentence: 'A colleague moved these rows to another worksheet in the spreadsheet, and the risks went with them:', // prettier-ignore
  },
  'row-missing': {
    subject: 'Lines are gone from the register',
    sentence: 'The lines of these active risks are gone from the sheet. The risks are kept, with their reminders:', // prettier-ignore
  },
  'sheet-edit-held': {
    subject: 'Edits in the sheet need a decision',
    sentence: 'For these risks somebody typed a change in the sheet that the service could not take over as it stands:', // prettier-ignore
  },
  'sheet-conflict': {
    subject: 'Sheet and Teams say different things',
    sentence: 'These risks were changed in the sheet and in Teams at the same time. Please settle which one holds:', // prettier-ignore
  },
  'hand-row-registered': {
    subject: 'Lines typed in the sheet were registered',
    sentence: 'Lines typed in the sheet were registered as risks and now have these references:',
  },
  'row-quarantined': {
    subject: 'Lines of the sheet need a look',
    sentence: 'Nothing is taken over from these lines of the sheet until a colleague has looked at them:',
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
