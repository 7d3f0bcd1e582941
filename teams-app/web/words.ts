/** Every sentence of the tab. */
import { sayDate, type LocalDate } from '../../register/local-date';

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

export const words = {
  emergency: 'In an emergency call 999 first.',
  title: 'Casework Risk Register',
  loading: 'Opening the register…',
  youAre: (name: string, roles: string) => (roles === '' ? name : `${name}, ${roles}`),
  allRegions: 'All regions',
  region: 'Region',
  find: 'Find by reference, case, type, owner or status',
  showInactive: 'Show inactive risks',
  list: {
    heading: 'Risks',
    ownHeading: 'Risks you reported',
    reference: 'Reference',
    status: 'Status',
    level: 'Level',
    owner: 'Owner',
    nextReview: 'Next review',
    working: 'Working arrangement',
    held: (regions: readonly string[]) =>
      `${regions.join(', ')}: nothing is taken from the sheet just now. Somebody has been asked to look at it.`,
    noLevel: 'Not yet',
    nobody: 'Nobody yet',
    noReview: 'Not yet',
    late: (days: number) => `Overdue by ${count(days, 'day', 'days')}`,
    found: (shown: number, late: number) =>
      `${count(shown, 'risk', 'risks')} shown${late === 0 ? '' : `, ${late} overdue`}.`,
    open: (id: string) => `Open ${id}`,
  },
  empty: {
    none: 'There is no risk here that you may see.',
    ownNone: 'You have reported no risk yet. Report one in the chat with this app: type "report".',
    noMatch: 'No risk matches. Change the region or the words you look for.',
    clear: 'Show all',
  },
  detail: {
    close: 'Close',
    loading: 'Opening the risk…',
    caseRef: 'Case reference',
    noCase: 'No case',
    summary: 'Summary',
    types: 'Type',
    category: 'Category',
    atRisk: 'Who is at risk',
    level: 'Level',
    working: 'Working arrangement',
    mitigations: 'What is done',
    noMitigations: 'Nothing recorded yet',
    warning: 'Mosaic warning',
    owner: 'Owner',
    nextReview: 'Next review',
    lastReview: 'Last reviewed',
    reported: 'Reported',
    typed: 'Typed in the sheet',
    recorded: 'Recorded by',
    inactive: 'Inactive',
    attention: 'In the sheet, Check says',
    called999: '999 was called',
    office: 'regional office',
    agency: 'another agency',
    instructionOnly:
      'The regional office keeps the full entry. Ask them before any casework if something is unclear.',
    readOnly: 'To change something, open this risk in the chat with this app.',
    notHere: (id: string) => `${id} cannot be shown.`,
  },
  help: (name: string) => `Questions about risk: ${name}`,
  guidance: 'Guidance',
  retry: 'Try again',
  failure: {
    notTeams: 'Open this page in Microsoft Teams. It signs you in there.',
    signIn: 'Teams could not sign you in. Try again, or ask your administrator.',
    network: 'The register cannot be reached. Check your connection and try again.',
    unclear: 'The register answered something this page does not understand. Reload the page.',
  },
  date: (date: LocalDate | null, none: string) => (date === null ? none : sayDate(date)),
  /** 24 Nov 2026, for the narrow cells of the list. */
  shortDate: (date: LocalDate | null, none: string) =>
    date === null ? none : sayDate(date).replace(/([A-Z][a-z]{2})[a-z]+/, '$1'),
} as const;
