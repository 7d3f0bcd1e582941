/** Every sentence the sync folder puts in front of people: the sheet's own words and the mails. */
import { type NoticeEvent } from '../register/decision';

/** What the Check column says. Formula constants: a quotation mark in one would need doubling. */
export const checkWords = {
  newLine: 'New line: it will be registered shortly.',
  unknownId: 'This Risk ID is not known to the register.',
  twice: 'This Risk ID stands on two lines. Keep one.',
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
