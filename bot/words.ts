/** Every sentence the bot says on cards and forms; notices and refusals have files of their own beside this one. */
import { sayDate, type LocalDate } from '../register/local-date';

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

/** Plain British English, no blame, no role spelt out: role names come from the organisation file. */
export const words = {
  emergency: 'In an emergency call 999 before anything else.',
  fallback: 'This message needs a newer version of Teams. Open the Casework Risk Register tab to go on.',
  openTab: 'Open in the register',
  back: 'Back',
  homeButton: 'What I can do',
  pleaseAnswer: 'Please answer this.',
  noCase: 'No case',
  nobody: 'nobody yet',
  notYet: 'not yet',
  noLevel: 'no level yet',
  noWarning: 'no Mosaic warning',
  noReview: 'none, the risk is over',
  unknownColleague: 'a colleague who typed in the sheet',
  office: 'The regional office',
  agency: 'Another agency',

  home: {
    title: 'Casework Risk Register',
    hello: (name: string) => `Hello ${name}. This is what you can do here.`,
    report: 'Report a risk',
    list: (region: string) => `Risks of ${region}`,
    review: (region: string) => `Weekly review of ${region}`,
    proposal: 'A change waits for you',
    reviewLine: (region: string, due: LocalDate, unseen: number) =>
      `Weekly review of ${region}, due ${sayDate(due)}: ${count(unseen, 'row', 'rows')} not seen yet.`,
    proposalLine: (many: number) => `${count(many, 'change waits', 'changes wait')} for your confirmation.`,
    warnings: 'Mosaic warnings to do',
    warningLine: (many: number) =>
      `${count(many, 'Mosaic warning is', 'Mosaic warnings are')} to be placed or removed in your region.`,
    mine: 'Risks you reported',
    tip: 'Write a Risk ID such as NS-2026-0001 to open that risk, or "report" to report one.',
    help: (name: string, mailbox: string) => `Questions about risk: ${name}, ${mailbox}.`,
  },

  unknown: {
    title: 'You are not in the register’s directory',
    body: 'This app is for people who work on cases, and your account is not among them yet. Nothing was recorded.',
    ask: (name: string, mailbox: string) => `If you should be here, ask ${name} (${mailbox}).`,
    danger: 'If somebody is in danger, call 999. To report a risk now, ring your regional office.',
  },

  report: {
    title: 'Report a risk',
    minimum: 'Write only what is needed for safety: no names, addresses, phone numbers or dates of birth.',
    region: 'Region',
    caseRef: 'Mosaic case reference, for example MOS-90001',
    caseField: 'Mosaic case reference',
    eitherCase: 'it holds a reference, and "no case is concerned" is ticked; leave one of them',
    noCaseLabel: 'Case',
    noCase: 'No case is concerned',
    types: 'Type of risk (choose all that apply)',
    atRisk: 'Who is at risk (choose all that apply)',
    identifiedAt: 'How it came to light',
    summary: 'What is the risk? At most 500 characters',
    called999Label: 'Emergency services',
    called999: '999 has been called',
    necessityLabel: 'Only what is needed',
    necessity: 'What I wrote is necessary and relevant to safety',
    onBehalfOf: 'Reported for (leave empty if you report it yourself)',
    send: 'Report it',
    needed: 'It is needed, report it',
    personal: (found: string) =>
      `This looks like it contains ${found}. Take it out if safety does not need it, or say that it is needed.`,
  },

  reported: {
    title: (id: string) => `Reported: ${id}`,
    thanks: 'Thank you. The risk is in the register.',
    phrase:
      'For Mosaic Case Notes, copy this and no more. Assistance Providers may read Case Notes from stage 3.',
    next: (region: string) =>
      `The regional office of ${region} has been told. They record the risk, agree what is done about it and keep you informed. Tell them when anything changes.`,
    called: 'You said 999 has been called.',
  },

  risk: {
    title: (id: string) => `Risk ${id}`,
    record: 'Record or change',
    inactive: 'Mark inactive',
    reopen: 'Reopen',
    void: 'Entered in error',
    placed: 'Warning is placed in Mosaic',
    removed: 'Warning is removed from Mosaic',
    instruction: 'Working instruction',
    summary: 'Summary',
    levelReason: 'Why this level',
    postureReason: 'Why this working arrangement',
    noWarningReason: 'Why no Mosaic warning',
    inactiveTitle: 'Why it is inactive',
    more: (number: number) => `and ${number} more, in the register`,
    missing: (on: LocalDate) => `The row was gone from the sheet on ${sayDate(on)}.`,
    check: 'In the sheet, Check says',
    decide: {
      'row-missing': 'Decide about the row',
      quarantine: 'Look at the row',
      conflict: 'Choose which one counts',
    },
    wording: 'The one wording for the Mosaic Person Summary. Copy it as it stands:',
  },

  record: {
    title: (id: string) => `Record ${id}`,
    about: 'Change what is different and leave the rest. Each step is checked before it counts.',
    category: 'Category',
    level: 'Level',
    levelReason: 'Why this level (needed when the level changes)',
    mitigations: 'What is done about it',
    mitigationOther: 'If "Other": what, one on each line',
    otherWhat: 'say what it is, one on each line',
    mitigationOwner: 'Who does the newly ticked measures',
    posture: 'Working arrangement',
    postureReason: 'Why this working arrangement (needed when it changes to suspended or withdrawn)',
    warning: 'Mosaic warning',
    noWarningReason: 'If there is to be no Mosaic warning: why',
    owner: 'Owner of this risk',
    nextReviewOn: 'Next review due',
    status: 'Step',
    statusAuto: 'As far as the answers allow',
    manager: 'Line manager who confirms this change',
    managerAbout: (role: string) =>
      `As ${role} you name the line manager who confirms; until then nothing changes.`,
    consulted: (region: string) => `Who in ${region} did you consult?`,
    consultedAbout: (region: string) =>
      `This row belongs to ${region}. Consult that office first; they are told of the change.`,
    save: 'Save',
    needed: 'It is needed, save it',
    keep: 'Leave as it is',
  },

  proposal: {
    title: (id: string) => `Change to ${id} waits for you`,
    from: (name: string, day: LocalDate) => `${name} asks for this change, ${sayDate(day)}.`,
    before: 'Now',
    after: 'Asked for',
    confirm: 'Confirm',
    decline: 'Decline',
    waiting: (name: string) => `It waits for ${name}. The register changes when it is confirmed.`,
    confirmed: 'Confirmed. The register now says so.',
    declined: 'Declined. The register stays as it was; the author has been told.',
    consulted: (name: string) => `Consulted in the row’s own region: ${name}.`,
    active: 'Back in the weekly review',
    outdated:
      'The risk has changed since this was asked for. Below is how it stands now; confirm only what is still right.',
  },

  ending: {
    inactiveTitle: (id: string) => `Mark ${id} inactive`,
    reason: 'Reason',
    rationale: 'Why, in a few words',
    caseClosedLabel: 'Case closed',
    caseClosed: 'I have checked in Mosaic that the client case is closed',
    inactiveSave: 'Mark inactive',
    inactiveAbout:
      'Only two reasons count: the risk is managed to an acceptable level, or the client case is closed.',
    reopenTitle: (id: string) => `Reopen ${id}`,
    reopenReason: 'What is new',
    reopenSave: 'Reopen',
    voidTitle: (id: string) => `Entered in error: ${id}`,
    voidReason: 'Why it should not be in the register',
    voidSave: 'Mark as entered in error',
    voidAbout: 'It leaves all lists. What happened to it stays in the record.',
  },

  review: {
    title: (region: string) => `Weekly review of ${region}`,
    due: (on: LocalDate) => `Due ${sayDate(on)}.`,
    position: (seen: number, all: number, page: number, pages: number) =>
      `${seen} of ${all} rows seen. Page ${page} of ${pages}.`,
    unseen: (number: number) =>
      `${count(number, 'row is', 'rows are')} not seen yet; signing comes after the last one.`,
    empty: 'There is no active risk in this region. You can sign straight away.',
    answer: (id: string) => `${id}: what did you find?`,
    more: (id: string) => `${id}: anything to add?`,
    noChange: 'Looked at, no change',
    form: 'Something to say: open its form next',
    later: 'Not yet',
    seenNoChange: (on: LocalDate) => `✓ Seen ${sayDate(on)}, no change`,
    seenReviewed: (on: LocalDate) => `✓ Reviewed ${sayDate(on)}`,
    changedSince: 'It has changed since it was seen; please look again.',
    save: 'Save these answers',
    next: 'Next page',
    previous: 'Previous page',
    sign: 'Sign the review',
    ready: 'Every row is seen. You can sign.',
  },

  rowReview: {
    title: (id: string) => `Review ${id}`,
    mostWorriedAbout: 'What worries you most?',
    whatChanged: 'What has changed, and what do other agencies and the person say?',
    whatWorks: 'What works and what does not?',
    planChange: 'How does the plan change?',
    noPlanChangeReason: 'If the plan stays: why?',
    levelAfter: 'Level now',
    levelReason: 'If the level changes: why?',
    save: 'Save this review',
  },

  signed: {
    title: (region: string) => `Review of ${region} signed`,
    by: (name: string, on: LocalDate) => `Signed by ${name} on ${sayDate(on)}.`,
    delegated: 'Signed by delegation.',
    after: 'Each row of the sheet shows when it was last reviewed and when it is next due.',
  },

  list: {
    title: (region: string) => `Risks of ${region}`,
    mine: 'Risks you reported',
    warnings: 'Mosaic warnings to place or remove',
    choose: 'Open which risk?',
    open: 'Open it',
    none: 'There is nothing here.',
    page: (page: number, pages: number) => `Page ${page} of ${pages}.`,
  },

  notice: {
    open: 'Open it',
    choose: 'Open which one?',
    opened: 'Opened below.',
    review: 'Open the review',
    decide: 'Say what it was',
    rows: 'Rows',
  },

  conflict: {
    title: (id: string) => `Sheet and Teams differ on ${id}`,
    titleSettled: (id: string) => `Settled: ${id}`,
    about: 'The sheet and Teams say different things. Nothing is lost: choose which one counts.',
    inSheet: 'In the sheet',
    inTeams: 'In Teams',
    meanwhile: 'In effect until you choose',
    keepSheet: 'Keep the sheet',
    keepTeams: 'Keep Teams',
    edit: 'Set it myself',
    saving: 'Sheet and Teams differ here. What you save counts.',
    sides: (sheet: string, teams: string) => `sheet: ${sheet} · Teams: ${teams}`,
    settled: 'This has been settled. Nothing more to do.',
    notYours: (rom: string) =>
      `A colleague of the region’s own office settles this, or the ${rom}: it needs nobody’s confirmation there.`,
  },

  missing: {
    title: (id: string) => `The row of ${id} is gone from the sheet`,
    titleSettled: (id: string) => `Settled: the row of ${id}`,
    about:
      'The risk itself is still in the register, with its reminders. Put the row back. If the risk has ended, mark it inactive afterwards.',
    romOnly: (rom: string) => `If the entry was made in error, the ${rom} says so.`,
    restore: 'Put the row back',
    confirm: 'It was entered in error',
    settled: 'The row of this risk is where it belongs. Nothing to do.',
  },

  done: {
    changed: 'Saved. The sheet follows within seconds.',
    nothing: 'Nothing was different, so nothing was changed.',
    inactive: 'Marked inactive. If a Mosaic warning is placed, take it off and say so here.',
    reopened: 'Reopened. The Mosaic warning is asked for again.',
    voided: 'Marked as entered in error.',
    warning: 'Thank you, noted.',
    row: 'Done. The sheet follows within seconds.',
    conflict: 'Settled. Sheet and Teams now say the same.',
    unsettled:
      'What you typed was saved. What sheet and Teams differ on has changed meanwhile, so it was not settled: here it is.',
    hold: 'Noted. It is done with the next look at the sheet.',
    seen: 'Noted.',
  },

  trouble: {
    title: 'That did not work',
    failed: 'Something went wrong here, and nothing was changed. Please try again in a moment.',
    badCard: 'This card could not be read: it may be an old one. Nothing was changed. Start again from here.',
    tooFast: 'That was a lot at once. Wait a moment and press the button again; nothing was changed.',
    tooLong: (limit: number) =>
      `That text is too long; the limit is ${limit} characters. Shorten it and try again.`,
    tooLarge:
      'This is too much for one message. It was saved as far as it says in the register; open the register tab to go on.',
    elsewhere:
      'This works in your own chat with the app. Open the Casework Risk Register app and write "hello".',
  },
} as const;

/** What a card says after something was done; the code travels in the card's view. */
export type Done = keyof typeof words.done;

/** The sentence of a done code; null for anything else, for views may come back from old cards. */
export function saidOf(code: string | number | undefined): string | null {
  return typeof code === 'string' && Object.hasOwn(words.done, code) ? words.done[code as Done] : null;
}
