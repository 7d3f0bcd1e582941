/** One sentence per notice: reference, region and what to do, never text about a case. */
import { type Notice, type NoticeEvent } from '../register/decision';
import { gatheredEvent, type GatheredEvent } from '../register/gather';
import { regionOf, type Organisation } from '../register/organisation';
import { sayDate } from '../register/local-date';

interface NoticeWords {
  /** Heading of the card and text of the toast. */
  title: (id: string, region: string) => string;
  body: string;
}

const about: Record<NoticeEvent, NoticeWords> = {
  'risk-reported': {
    title: (id, region) => `New risk reported in ${region}: ${id}`,
    body: 'Whoever is on duty: open it, record it and ring the reporter if anything is unclear. The whole office has this message.',
  },
  'safeguarding-recorded': {
    title: (id) => `Safeguarding risk recorded: ${id}`,
    body: 'Please read the entry in the register. The regional office sends the Safeguarding Reporting Form by the secure route.',
  },
  'reputational-recorded': {
    title: (id) => `Reputational risk recorded: ${id}`,
    body: 'Please read the entry in the register and advise the regional office.',
  },
  'organisational-recorded': {
    title: (id) => `Organisational risk recorded: ${id}`,
    body: 'Please enter it on the Casework Services Risk Register as well.',
  },
  'level-raised': {
    title: (id) => `Level raised: ${id}`,
    body: 'The risk is now high or very high. Please look at what is done about it today.',
  },
  'proposal-waiting': {
    title: (id) => `A change to ${id} waits for you`,
    body: 'A colleague names you as the line manager who confirms it. The register stays as it is until you decide.',
  },
  'proposal-confirmed': {
    title: (id) => `Your change to ${id} is confirmed`,
    body: 'The register now says so.',
  },
  'proposal-declined': {
    title: (id) => `Your change to ${id} is declined`,
    body: 'The register stays as it was. Talk to your line manager about what should happen instead.',
  },
  'other-region-changed': {
    title: (id, region) => `Another region changed ${id} of ${region}`,
    body: 'They recorded whom they consulted in your office. Please check that the entry is right.',
  },
  'row-moved': {
    title: (id, region) => `The row of ${id} now stands on the sheet of ${region}`,
    body: 'A colleague moved it in the spreadsheet, and the risk went with it. If that was a slip, move the row back.',
  },
  'caseworker-update': {
    title: (id) => `Update on ${id}`,
    body: 'There is news about this risk. See the working instruction before the next contact.',
  },
  'warning-to-place': {
    title: (id) => `Mosaic warning to place: ${id}`,
    body: 'Put the generic warning on the client’s Mosaic Person Summary, with the fixed wording and no other, then open the risk and say so.',
  },
  'warning-to-remove': {
    title: (id) => `Mosaic warning to remove: ${id}`,
    body: 'Take the warning off the client’s Mosaic Person Summary, then open the risk and say so.',
  },
  'worksheet-review-due': {
    title: (_id, region) => `Weekly review of ${region} is due`,
    body: 'Look at every active row, then sign. You can stop and go on later.',
  },
  'reviews-due': { title: () => 'Reviews are due', body: 'These are due or late:' },
  'risk-inactive': {
    title: (id) => `${id} is inactive`,
    body: 'It is no longer reviewed. Tell the regional office if anything new comes up.',
  },
  'row-missing': {
    title: (id, region) => `The row of ${id} is gone from the sheet of ${region}`,
    body: 'The risk is still in the register. Open this to put the row back.',
  },
  'row-returned': { title: (id) => `The row of ${id} is back in the sheet`, body: 'Nothing to do.' },
  'sheet-edit-held': {
    title: (id) => `A change typed for ${id} is not taken yet`,
    body: 'The Check column of the row says why. Correct it in the sheet, or make the change here.',
  },
  'sheet-conflict': {
    title: (id) => `Sheet and Teams differ on ${id}`,
    body: 'Both were changed at about the same time. Nothing is lost: open this and choose which one counts.',
  },
  'sheet-rolled-back': {
    title: (_id, region) => `The sheet of ${region} went back to an older state`,
    body: 'An older copy was saved over it. What the service knows is being written again; the rows listed held newer text that people had typed. Please look at them.',
  },
  'hand-row-registered': {
    title: (id) => `A row typed in the sheet is now ${id}`,
    body: 'It was typed without a Risk ID. Please check that nothing is missing.',
  },
  'region-on-hold': {
    title: (_id, region) => `The sheet of ${region} needs a look`,
    body: 'Its table, a column or the service’s own worksheet is not as it was, so nothing is concluded from it until that is put right. Nothing is lost.',
  },
  'mass-edit': {
    title: (_id, region) => `The sheet of ${region} needs a look`,
    body: 'Many rows are gone or changed at once. Nothing is lost and nothing is concluded until you say whether it was meant.',
  },
  'row-quarantined': {
    title: (id) => `The row of ${id} needs a look`,
    body: 'It reads like another case now, a text on it stands under another heading, or one has become a formula. Nothing is taken from it until a colleague has looked.',
  },
  'line-misplaced': {
    title: (_id, region) => `A line on the sheet of ${region} stands under the wrong headings`,
    body: 'Columns were moved while the service wrote it, so its Risk ID stands in another column. Nothing is taken from that line. The risks listed are kept, and each gets a line of its own; please delete the one that is wrong.',
  },
  'part-unread': {
    title: (_id, region) => `Something beside the register of ${region} is not read`,
    body: 'There is a copy of the worksheet, or something is typed in a totals row of its table. Neither is the register, and nobody reads what is typed there. Please move it to lines of the worksheet itself, then delete the copy, or switch the totals row off.',
  },
  'service-table-edited': {
    title: (_id, region) => `Security: the service’s own values were edited, rows of ${region}`,
    body: 'Somebody edited the hidden table or column in which the service keeps its own values. What the service knows is written again. Please find out who did it and why.',
  },
  'formula-found': {
    title: (_id, region) => `Security: a formula on the sheet of ${region}`,
    body: 'A row holds a formula that reaches outside the workbook. Please look at it before anybody opens a link or allows content.',
  },
  'rows-late': {
    title: (_id, region) => `Not yet on the sheet of ${region}`,
    body: 'The risks listed are in the register here, with their reminders, but their rows have not reached the sheet yet. Nothing is lost, and nothing needs typing again: they follow by themselves.',
  },
  'calculates-by-hand': {
    title: (_id, region) => `The sheet of ${region} may show old values`,
    body: 'Somebody has switched the workbook to manual calculation, so its grey columns are only brought up to date when somebody asks. The service asks after each change of its own. Please switch it back in Excel: Formulas, Calculation options, Automatic; then save.',
  },
  'heading-renamed': {
    title: (_id, region) => `A heading on the sheet of ${region} was renamed`,
    body: 'The service goes on with the column as long as it stands in its place. Please put the heading back, so that everybody finds it.',
  },
};

/** The same about many risks at once, whose references follow. */
const aboutMany: Record<GatheredEvent, { title: (count: number, region: string) => string; body: string }> = {
  'safeguarding-recorded': {
    title: (count, region) => `${count} safeguarding risks recorded in ${region}`,
    body: 'Please read the entries in the register. The regional office sends the Safeguarding Reporting Form of each by the secure route.',
  },
  'reputational-recorded': {
    title: (count, region) => `${count} reputational risks recorded in ${region}`,
    body: 'Please read the entries in the register and advise the regional office.',
  },
  'organisational-recorded': {
    title: (count, region) => `${count} organisational risks recorded in ${region}`,
    body: 'Please enter them on the Casework Services Risk Register as well.',
  },
  'level-raised': {
    title: (count, region) => `Level raised: ${count} risks of ${region}`,
    body: 'These risks are now high or very high. Please look at what is done about each of them today.',
  },
  'caseworker-update': {
    title: (count) => `Updates on ${count} risks`,
    body: 'There is news about these risks. See the working instruction of each before the next contact.',
  },
  'warning-to-place': {
    title: () => 'Mosaic warnings to place',
    body: 'For each of these, put the generic warning on the client’s Mosaic Person Summary, with the fixed wording and no other, then open the risk and say so.',
  },
  'warning-to-remove': {
    title: () => 'Mosaic warnings to remove',
    body: 'For each of these, take the warning off the client’s Mosaic Person Summary, then open the risk and say so.',
  },
  'risk-inactive': {
    title: (count) => `${count} risks are inactive`,
    body: 'They are no longer reviewed. Tell the regional office if anything new comes up.',
  },
  'row-moved': {
    title: (count, region) => `${count} rows now stand on the sheet of ${region}`,
    body: 'A colleague moved them in the spreadsheet, and the risks went with them. If that was a slip, move the rows back.',
  },
  'row-missing': {
    title: (count, region) => `${count} rows are gone from the sheet of ${region}`,
    body: 'The risks are still in the register. Open each to put its row back.',
  },
  'sheet-edit-held': {
    title: (count) => `Changes typed for ${count} risks are not taken yet`,
    body: 'The Check column of each row says why. Correct it in the sheet, or make the change here.',
  },
  'sheet-conflict': {
    title: (count) => `Sheet and Teams differ on ${count} risks`,
    body: 'Both were changed at about the same time. Nothing is lost: open each and choose which one counts.',
  },
  'hand-row-registered': {
    title: (count, region) => `${count} rows typed in the sheet of ${region} are registered`,
    body: 'They were typed without a Risk ID. Please check that nothing is missing.',
  },
  'row-quarantined': {
    title: (count, region) => `${count} rows on the sheet of ${region} need a look`,
    body: 'They read like other cases now, a text on them stands under another heading, or one has become a formula. Nothing is taken from them until a colleague has looked.',
  },
};

/** Heading and sentence of a notice; the heading is also the text of the toast. */
export function noticeWords(
  notice: Notice,
  org: Organisation,
): { title: string; body: string; due: string | null } {
  const region = notice.region === null ? 'a region' : (regionOf(org, notice.region)?.name ?? notice.region);
  const many = gatheredEvent(notice);
  const { body } = many ? aboutMany[many] : about[notice.event];
  return {
    title: many
      ? aboutMany[many].title(notice.items.length, region)
      : about[notice.event].title(notice.riskId ?? '', region),
    body,
    due: notice.dueOn === null ? null : `Due ${sayDate(notice.dueOn)}.`,
  };
}
