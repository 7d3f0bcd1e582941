import fc from 'fast-check';
import { dueDigests, nextReviewOn, worksheetDue, type DueInput } from '../../register/due';
import { addDays } from '../../register/local-date';
import {
  aDelegation,
  aLevel3,
  aMonitoredRisk,
  anOrganisation,
  anRcm,
  aPerson,
  aReview,
  aRom,
  aServiceContext,
  day,
  region,
  riskId,
  today,
} from '../kit/builders';

const org = anOrganisation();
const NS = region('NS');
const at = (date: string, hour: number) => ({ date: day(date), hour });

describe('worksheetDue', () => {
  it('DUE1 (S0-49) opens on the region’s weekday from its hour on', () => {
    const last = aReview({ dueOn: day('2026-11-16'), state: 'signed', signedOn: day('2026-11-16') });

    expect(worksheetDue(org, NS, at('2026-11-23', 8), last)).toBeNull();
    expect(worksheetDue(org, NS, at('2026-11-23', 9), last)).toBe('2026-11-23');
    expect(worksheetDue(org, NS, at('2026-11-26', 3), last)).toBe('2026-11-23');
  });

  it('DUE2 of missed weeks it opens only the newest', () => {
    const old = aReview({ dueOn: day('2026-10-26'), state: 'signed', signedOn: day('2026-10-26') });

    expect(worksheetDue(org, NS, at('2026-11-25', 12), old)).toBe('2026-11-23');
    expect(worksheetDue(org, NS, at('2026-11-25', 12), null)).toBe('2026-11-23');
  });

  it('DUE3 opens no second review while one is open', () => {
    expect(worksheetDue(org, NS, at('2026-12-02', 12), aReview())).toBeNull();
  });

  it('DUE4 counts a late sign-off: the same day opens no other, the next weekday does', () => {
    const late = aReview({ dueOn: day('2026-11-16'), state: 'signed', signedOn: day('2026-11-23') });

    expect(worksheetDue(org, NS, at('2026-11-23', 15), late)).toBeNull();
    expect(worksheetDue(org, NS, at('2026-11-30', 9), late)).toBe('2026-11-30');
  });

  it('DUE2 never names a day ahead, nor one more than a week back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 23 }), (days, hour) => {
        const now = { date: addDays(today, days), hour };
        const due = worksheetDue(org, NS, now, null) ?? '';
        expect(due <= now.date && due >= addDays(now.date, -7)).toBe(true);
      }),
    );
  });
});

describe('nextReviewOn', () => {
  it('DUE5 (S0-49) is the region’s next weekday, or the configured days when they end sooner', () => {
    const often = anOrganisation({ reviews: { ...org.reviews, everyDays: 3 } });

    expect(nextReviewOn(org, NS, day('2026-11-23'))).toBe('2026-11-30');
    expect(nextReviewOn(org, NS, day('2026-11-25'))).toBe('2026-11-30');
    expect(nextReviewOn(often, NS, day('2026-11-24'))).toBe('2026-11-27');
  });
});

describe('dueDigests', () => {
  const rom = aRom().person;
  const delegate = anRcm().person;
  const head = aPerson({ roles: ['head'], region: null, area: 'north' });
  const input = (dueOn: string, parts: Partial<DueInput> = {}): DueInput => ({
    ctx: aServiceContext({
      people: [rom, delegate, head, aPerson({ roles: ['head'], region: null, area: 'south' })],
      trainings: [aLevel3(delegate.id)],
      delegations: [aDelegation(delegate.id)],
    }),
    risks: [aMonitoredRisk({ nextReviewOn: day(dueOn) })],
    reviews: [],
    already: new Set(),
    ...parts,
  });
  const toldOf = (given: DueInput) =>
    [
      ...new Set(
        dueDigests(given).notices.map((notice) => (notice.to.kind === 'person' ? notice.to.id : '')),
      ),
    ].sort();

  it.each([
    ['2026-11-24', []],
    ['2026-11-23', [rom.id, delegate.id]],
    ['2026-11-22', [rom.id, delegate.id]],
    ['2026-11-20', [rom.id, delegate.id]],
    ['2026-11-16', [rom.id, delegate.id, head.id]],
  ])('DUE6 a review due on %s reaches the rungs of the ladder by today', (dueOn, people) => {
    expect(toldOf(input(dueOn))).toEqual([...people].sort());
  });

  it('DUE6 (S0-48) reminds no delegate whose Level 3 has run out', () => {
    const given = input('2026-11-23');
    const ctx = { ...given.ctx, trainings: [aLevel3(delegate.id, '2026-11-22')] };

    expect(toldOf({ ...given, ctx })).toEqual([rom.id]);
  });

  it('DUE7 gives each person one digest a channel however many reviews and rungs are reached', () => {
    const risks = Array.from({ length: 30 }, (_, index) =>
      aMonitoredRisk({
        id: riskId(`NS-2026-${String(index + 1).padStart(4, '0')}`),
        nextReviewOn: day('2026-11-16'),
      }),
    );

    const { notices } = dueDigests(
      input('2026-11-16', { risks, reviews: [aReview({ dueOn: day('2026-11-16') })] }),
    );

    expect(notices).toHaveLength(6);
    expect(notices.every((notice) => notice.items.length === 31)).toBe(true);
    expect(notices.map((notice) => notice.channel).sort()).toEqual([
      'mail',
      'mail',
      'mail',
      'teams',
      'teams',
      'teams',
    ]);
  });

  it('DUE7 lists reference, due day and days late, the latest first', () => {
    const risks = [
      aMonitoredRisk({ nextReviewOn: day('2026-11-22') }),
      aMonitoredRisk({ id: riskId('NS-2026-0002'), nextReviewOn: day('2026-11-20') }),
    ];

    expect(dueDigests(input('2026-11-22', { risks })).notices[0]?.items).toEqual([
      { riskId: 'NS-2026-0002', subjectId: null, dueOn: '2026-11-20', daysLate: 3 },
      { riskId: 'NS-2026-0001', subjectId: null, dueOn: '2026-11-22', daysLate: 1 },
    ]);
  });

  it('DUE8 tells nobody the same twice', () => {
    const first = dueDigests(input('2026-11-16'));

    expect(first.keys.length).toBeGreaterThan(0);
    expect(dueDigests(input('2026-11-16', { already: new Set(first.keys) }))).toEqual({
      notices: [],
      keys: [],
    });
  });

  it('DUE8 tells again when the review falls due anew', () => {
    const first = dueDigests(input('2026-11-16'));

    expect(toldOf(input('2026-11-23', { already: new Set(first.keys) }))).toEqual(
      [rom.id, delegate.id].sort(),
    );
  });

  it('DUE9 a second digest on one day has a key of its own, the same digest the same key', () => {
    const first = dueDigests(input('2026-11-23'));
    const more = [aMonitoredRisk({ id: riskId('NS-2026-0009'), nextReviewOn: today })];
    const second = dueDigests(input('2026-11-23', { risks: more, already: new Set(first.keys) }));
    const keys = [...first.notices, ...second.notices].map((notice) => notice.key);

    expect(new Set(keys).size).toBe(keys.length);
    expect(dueDigests(input('2026-11-23')).notices).toEqual(first.notices);
    expect(keys[0]).toMatch(new RegExp(`^reviews-due:${rom.id}:2026-11-23:teams:`));
  });

  it('DUE10 climbs to the next rung when a post is vacant (proposal)', () => {
    const ctx = aServiceContext({ people: [head] });

    expect(toldOf(input('2026-11-23', { ctx }))).toEqual([head.id]);
  });

  it('DUE11 reminds of no risk that is over and of no review that is signed', () => {
    const risks = [aMonitoredRisk({ status: 'inactive' }), aMonitoredRisk({ nextReviewOn: null })];

    expect(
      dueDigests(input('2026-11-16', { risks, reviews: [aReview({ state: 'signed' })] })).notices,
    ).toEqual([]);
  });

  it('DUE12 sends no mail to somebody without an address', () => {
    const ctx = aServiceContext({ people: [{ ...rom, mail: null }] });

    expect(dueDigests(input('2026-11-23', { ctx })).notices.map((notice) => notice.channel)).toEqual([
      'teams',
    ]);
  });

  describe('a Mosaic warning left on a risk that is over', () => {
    const owner = aPerson({ roles: ['ro'] });
    const left = (warning: 'removal-requested' | 'removed', status: 'inactive' | 'void' = 'inactive') =>
      aMonitoredRisk({
        status,
        warning,
        owner: owner.id,
        nextReviewOn: null,
        inactive: { reason: 'case-closed', rationale: 'Closed.', on: day('2026-11-20'), by: owner.id },
        voided: { reason: 'Entered twice.', on: day('2026-11-20'), by: owner.id },
      });
    const chased = (date: string, risk = left('removal-requested')) =>
      dueDigests({
        ctx: aServiceContext({ people: [owner, rom, head], today: day(date) }),
        risks: [risk],
        reviews: [],
        already: new Set(),
      }).notices;
    const whom = (date: string) => [
      ...new Set(chased(date).map((notice) => (notice.to as { id: string }).id)),
    ];

    it('DUE13 (S2-07) is chased after the configured days, at whoever is to remove it, then up the ladder', () => {
      expect(whom('2026-11-20')).toEqual([]);
      expect(whom('2026-11-21')).toEqual([owner.id]);
      expect(whom('2026-11-24')).toEqual([owner.id, rom.id]);
      expect(whom('2026-11-28')).toEqual([owner.id, rom.id, head.id]);
      expect(chased('2026-11-22')[0]).toMatchObject({
        event: 'warning-to-remove',
        items: [{ riskId: 'NS-2026-0001', dueOn: '2026-11-21', daysLate: 1 }],
      });
    });

    it('DUE13 is chased on an entry struck in error as well, and no more once it is off', () => {
      expect(chased('2026-11-23', left('removal-requested', 'void'))).not.toEqual([]);
      expect(chased('2026-11-23', left('removed'))).toEqual([]);
    });

    it('DUE7 is a digest of its own beside the reviews', () => {
      const notices = dueDigests({
        ctx: aServiceContext({ people: [rom], today: day('2026-11-30') }),
        risks: [left('removal-requested'), aMonitoredRisk({ id: riskId('NS-2026-0002') })],
        reviews: [],
        already: new Set(),
      }).notices;

      expect(notices.map((notice) => `${notice.event} ${notice.channel}`).sort()).toEqual([
        'reviews-due mail',
        'reviews-due teams',
        'warning-to-remove mail',
        'warning-to-remove teams',
      ]);
    });
  });
});
