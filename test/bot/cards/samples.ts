/** Every card the bot can make, drawn twice: from everyday records and from the longest and nastiest ones. */
import { pairedFields, typedFields } from '../../../register/columns';
import { type NoticeEvent, type Notice } from '../../../register/decision';
import { gatheredEvent } from '../../../register/gather';
import { type Person } from '../../../register/person';
import { type Refusal } from '../../../register/refusal';
import { type Risk } from '../../../register/risk';
import { type Hold, type SheetConflict } from '../../../register/sheet-memory';
import { namesOf } from '../../../register/sheet-values';
import { atRiskGroups, mitigationCodes, riskTypes } from '../../../register/vocabulary';
import { conflictCard, missingRowCard } from '../../../bot/cards/conflict';
import { endingCard } from '../../../bot/cards/ending';
import { holdCard, type HoldState } from '../../../bot/cards/hold';
import { homeCard, unknownPersonCard } from '../../../bot/cards/home';
import { noticeCard } from '../../../bot/cards/notice';
import { type Card } from '../../../bot/cards/parts';
import { proposalCard } from '../../../bot/cards/proposal';
import { quarantineCard, type QuarantineState } from '../../../bot/cards/quarantine';
import { draftOf, recordCard } from '../../../bot/cards/record';
import { refusedCard, troubleCard } from '../../../bot/cards/refused';
import { reportAnswerCard } from '../../../bot/cards/report-answer';
import { reportCard } from '../../../bot/cards/report';
import { reviewCard, signedCard } from '../../../bot/cards/review';
import { riskCard } from '../../../bot/cards/risk';
import { riskListCard } from '../../../bot/cards/risk-list';
import { rowReviewCard } from '../../../bot/cards/row-review';
import { type Viewer } from '../../../bot/cards/viewer';
import { words } from '../../../bot/words';
import {
  aMonitoredRisk,
  anOrganisation,
  aPerson,
  aProposal,
  aReview,
  aRom,
  day,
  personId,
  region,
  riskId,
  today,
} from '../../kit/builders';

/** How a sample is filled. */
export interface Fill {
  text(length: number): string;
  people: number;
  rows: number;
}

export const everyday: Fill = {
  text: (length) => 'A large dog is loose in the garden.'.slice(0, length),
  people: 3,
  rows: 4,
};

/** Three bytes a character, with markup of every kind in front. */
const nasty =
  '<at>All</at> **b** _i_ [x](http://example.invalid) # h\n- a\n1. b `c` <script>1</script> =1+1 "q" \\ \u202E\u200B';
export const longest: Fill = {
  text: (length) => (nasty + '€'.repeat(length)).slice(0, length),
  people: 100,
  rows: 40,
};

const events: NoticeEvent[] = [
  'risk-reported', 'safeguarding-recorded', 'reputational-recorded', 'organisational-recorded', 'level-raised', 'proposal-waiting',
  'proposal-confirmed', 'proposal-declined', 'other-region-changed', 'caseworker-update', 'warning-to-place', 'warning-to-remove',
  'worksheet-review-due', 'reviews-due', 'risk-inactive', 'row-missing', 'row-returned', 'sheet-edit-held', 'sheet-conflict',
  'sheet-rolled-back', 'hand-row-registered', 'region-on-hold', 'mass-edit', 'row-quarantined', 'service-table-edited', 'formula-found',
  'heading-renamed', 'line-misplaced', 'part-unread', 'rows-late', 'calculates-by-hand',
]; // prettier-ignore

export function aViewer(people: readonly Person[] = [], actor = aRom({ id: personId(1) })): Viewer {
  const all = [actor.person, ...people];
  return {
    actor,
    org: anOrganisation(),
    people: all,
    names: namesOf(all),
    today,
    deepLink: (subject) =>
      `https://teams.microsoft.com/l/entity/app/register?subject=${encodeURIComponent(subject)}`,
    newKey: () => '00000000-0000-4000-8000-0000000000ff',
  };
}

export function aNotice(event: NoticeEvent, parts: Partial<Notice> = {}): Notice {
  return {
    key: `${event}:1`,
    event,
    to: { kind: 'person', id: personId(1) },
    channel: 'teams',
    region: region('NS'),
    riskId: riskId('NS-2026-0001'),
    subjectId: 'NS-2026-11-23',
    dueOn: today,
    items: [],
    ...parts,
  };
}

function fullRisk(fill: Fill, number = 1): Risk {
  const text = fill.text(500);
  return aMonitoredRisk({
    id: riskId(`NS-2026-${String(number).padStart(4, '0')}`),
    summary: text,
    levelReason: text,
    postureReason: text,
    noWarningReason: text,
    types: [...riskTypes],
    atRisk: [...atRiskGroups],
    mitigations: mitigationCodes.map((code) => ({ code, text: fill.text(120), owner: personId(1001) })),
    owner: personId(1001),
    reportedBy: personId(1001),
    lastReviewedOn: today,
    lastReviewedBy: personId(1001),
    inactive: null,
    missingSince: today,
  });
}

/** All cards with their names. */
export function allCards(fill: Fill): [string, Card][] {
  const people = Array.from({ length: fill.people }, (_, index) =>
    aPerson({ id: personId(1001 + index), name: `${index} ${fill.text(80)}`, roles: ['ro'] }),
  );
  const viewer = aViewer(people);
  const risk = fullRisk(fill);
  const risks = Array.from({ length: fill.rows }, (_, index) => fullRisk(fill, index + 1));
  const review = aReview();
  const seen = { version: 4, by: personId(1), on: today, outcome: 'no-change' as const, review: null };
  const allSeen = aReview({ rows: Object.fromEntries(risks.map((one) => [one.id, seen])) });
  const text = fill.text(500);
  const problem = words.trouble.tooLong(500);
  const form = { key: viewer.newKey(), problem, asksWhetherNeeded: true, conflicts: [] };
  const disputes: SheetConflict[] = pairedFields.map((field) => ({ field, sheet: text, service: text }));
  const hold: Hold = {
    why: 'mass-change',
    since: '2026-11-23T09:00:00.000Z',
    rows: Array.from({ length: fill.people * 5 }, (_, index) => `NS-2026-${1000 + index}`),
    fields: [...typedFields],
  };
  const heldSheet = (more: Partial<HoldState>) =>
    holdCard({ id: 'NS:many-rows-gone', why: 'many-rows-gone', region: 'Northshire', hold, typed: [], said: null, ...more }, viewer); // prettier-ignore
  const rowApart = (more: Partial<QuarantineState>) =>
    quarantineCard({ risk, quarantine: null, cells: [], mayDecide: true, differs: false, said: null, ...more }, viewer); // prettier-ignore
  const cells = typedFields.map((field) => ({ field, was: text, is: text }));
  const typedThere = typedFields.map((field) => ({ field, text, rows: 7 }));
  const reportDraft = {
    region: 'NS',
    caseRef: 'MOS-90001',
    noCase: false,
    types: ['general'],
    atRisk: ['client'],
    identifiedAt: 'casework',
    summary: text,
    called999: false,
    necessityConfirmed: true,
    onBehalfOf: '',
  };
  const abilities = {
    record: true,
    inactive: true,
    reopen: false,
    void: true,
    warning: 'placed' as const,
    whole: true,
  };
  const draft = {
    ...draftOf(risk, viewer),
    levelReason: text,
    postureReason: text,
    noWarningReason: text,
    mitigationOther: fill.text(500),
  };
  const ending = {
    risk,
    draft: { reason: 'acceptable-level', text, caseClosed: false, manager: '', consulted: '' },
    ...form,
    reasons: ['acceptable-level', 'case-closed'] as const,
    managers: people,
    consultable: people,
  };
  const rowDraft = {
    mostWorriedAbout: text,
    whatChanged: text,
    whatWorks: text,
    planChange: text,
    noPlanChangeReason: text,
    levelAfter: 'high',
    levelReason: text,
  };
  const proposal = aProposal({
    change: {
      types: ['general'], category: 'weapons', atRisk: ['client'], level: { to: 'high', reason: text }, mitigations: risk.mitigations,
      posture: { to: 'restricted', reason: text }, warning: { to: 'removed', noWarningReason: text }, owner: personId(1001), nextReviewOn: today, status: 'monitored',
    },
    basedOn: risk.version,
  }); // prettier-ignore
  const items = risks.map((one) => ({
    riskId: one.id,
    subjectId: null,
    dueOn: day('2026-11-20'),
    daysLate: 3,
  }));
  const undated = items.map((item) => ({ ...item, dueOn: null, daysLate: 0 }));
  const refusal: Refusal = { kind: 'refusal', code: 'invalid', field: fill.text(80), problem: text };
  const pages = Math.ceil(fill.rows / 6);
  return [
    [
      'home',
      homeCard(
        {
          region: region('NS'),
          reviews: [
            { review, unseen: 4 },
            { review, unseen: 0 },
            { review, unseen: 1 },
          ],
          proposals: ['p'],
          warnings: 3,
          reported: 2,
        },
        viewer,
      ),
    ],
    ['unknown person', unknownPersonCard(viewer.org)],
    ['report', reportCard({ ...form, draft: reportDraft, caseworkers: people }, viewer)],
    ['report answer', reportAnswerCard(risk, viewer)],
    ['risk', riskCard({ risk, abilities, check: text, waits: 'conflict', said: words.done.changed }, viewer)],
    [
      'risk, instruction only',
      riskCard(
        {
          risk,
          abilities: {
            ...abilities,
            record: false,
            inactive: false,
            void: false,
            warning: null,
            whole: false,
          },
          check: text,
          waits: 'quarantine',
          said: null,
        },
        viewer,
      ),
    ],
    [
      'inactive risk',
      riskCard(
        {
          risk: {
            ...risk,
            status: 'inactive',
            inactive: { reason: 'case-closed', rationale: text, on: today, by: personId(1) },
          },
          abilities: { ...abilities, record: false, reopen: true, warning: 'removed' },
          check: '',
          waits: 'quarantine',
          said: null,
        },
        viewer,
      ),
    ],
    ['risks', riskListCard({ title: words.list.title('Northshire'), of: 'NS', risks, page: 2 })],
    [
      'record',
      recordCard({ risk, draft, ...form, office: people, managers: people, consultable: people }, viewer),
    ],
    [
      'record, settling a conflict',
      recordCard(
        { risk, draft, ...form, conflicts: disputes, office: people, managers: people, consultable: people },
        viewer,
      ),
    ],
    [
      'mass change',
      heldSheet({ id: 'NS:mass-change', why: 'mass-change', region: fill.text(40), typed: typedThere }),
    ],
    ['rows gone', heldSheet({ said: words.done.hold })],
    ['rows gone, decided', heldSheet({ hold: { ...hold, word: 'gone' } })],
    ['hold that is over', heldSheet({ hold: null })],
    [
      'row set apart',
      rowApart({ quarantine: { why: 'pasted-over', since: hold.since }, cells, said: words.done.hold }),
    ],
    [
      'row whose texts are misplaced',
      rowApart({ quarantine: { why: 'misplaced', since: hold.since }, cells }),
    ],
    ['row with a formula', rowApart({ quarantine: { why: 'formula', since: hold.since }, mayDecide: false })],
    ['row left as it is', rowApart({ differs: true })],
    ['inactive form', endingCard({ ...ending, ending: 'inactive' }, viewer)],
    ['reopen form', endingCard({ ...ending, ending: 'reopen' }, viewer)],
    ['void form', endingCard({ ...ending, ending: 'void' }, viewer)],
    ['proposal', proposalCard({ proposal, risk, mayDecide: true, said: null }, viewer)],
    [
      'review, first page',
      reviewCard(
        { review, risks, page: 1, key: viewer.newKey(), said: words.done.seen, barred: null },
        viewer,
      ),
    ],
    [
      'review, last page',
      reviewCard({ review, risks, page: pages, key: viewer.newKey(), said: null, barred: null }, viewer),
    ],
    [
      'review, all seen',
      reviewCard({ review: allSeen, risks, page: 1, key: viewer.newKey(), said: null, barred: null }, viewer),
    ],
    [
      'review, barred',
      reviewCard({ review, risks, page: 1, key: viewer.newKey(), said: null, barred: problem }, viewer),
    ],
    [
      'signed',
      signedCard(
        { ...review, state: 'signed', signedBy: personId(1), signedOn: today, delegationId: 'd' },
        viewer,
      ),
    ],
    ['row review', rowReviewCard({ review, risk, draft: rowDraft, page: 1, ...form }, viewer)],
    [
      'conflict',
      conflictCard(
        {
          risk,
          conflicts: [
            { field: 'mitigations', sheet: text, service: text },
            { field: 'level', sheet: 'High', service: 'Low' },
          ],
          mayDecide: true,
          said: null,
        },
        viewer,
      ),
    ],
    ['missing row', missingRowCard({ risk, mayRestore: true, mayVoid: true, said: null }, viewer)],
    [
      'missing row, not the ROM',
      missingRowCard({ risk, mayRestore: true, mayVoid: false, said: null }, viewer),
    ],
    ['warnings', riskListCard({ title: words.list.warnings, of: 'warnings', risks, page: 1 })],
    [
      'proposal of an ending',
      proposalCard(
        {
          proposal: {
            ...proposal,
            change: {},
            turn: { kind: 'inactive', reason: 'case-closed', rationale: text },
            consulted: personId(1002),
            basedOn: 1,
          },
          risk,
          mayDecide: true,
          said: null,
        },
        viewer,
      ),
    ],
    ['refused', refusedCard(refusal, viewer, null)],
    ['trouble', troubleCard(words.trouble.failed)],
    ...events.map((event): [string, Card] => [
      `notice ${event}`,
      noticeCard(
        aNotice(
          event,
          event === 'reviews-due' || event === 'warning-to-remove'
            ? { riskId: null, subjectId: null, items }
            : {},
        ),
        viewer,
      ),
    ]),
    ...events
      .map((event) => aNotice(event, { riskId: null, subjectId: null, dueOn: null, items: undated }))
      .filter((notice) => gatheredEvent(notice) !== null)
      .map((notice): [string, Card] => [`notice of many: ${notice.event}`, noticeCard(notice, viewer)]),
  ];
}
