import { openWorksheetReview } from '../../../register/act/open-worksheet-review';
import { seeRow, type SeeRowInput } from '../../../register/act/see-row';
import { signWorksheet } from '../../../register/act/sign-worksheet';
import { unseenRows } from '../../../register/worksheet-review';
import {
  aContext,
  aDelegate,
  aDelegation,
  aLevel3,
  aMonitoredRisk,
  anRcm,
  aPerson,
  aReview,
  aRom,
  aServiceContext,
  personId,
  region,
  riskId,
  someAnswers,
  today,
} from '../../kit/builders';
import { decided, refused, reviewAfter, riskAfter, told } from '../../kit/decided';

const noChange: SeeRowInput = { outcome: 'no-change' };
const reviewed = (parts: Parameters<typeof someAnswers>[0] = {}): SeeRowInput => ({
  outcome: 'reviewed',
  answers: someAnswers(parts),
});

describe('openWorksheetReview', () => {
  const NS = region('NS');

  it('REV1 (S0-49) opens one review a region and due day, and tells ROM and fit delegate by Teams, the ROM by mail', () => {
    const rom = aRom().person;
    const fit = anRcm().person;
    const unfit = anRcm().person;
    const ctx = aServiceContext({
      people: [rom, fit, unfit],
      trainings: [aLevel3(fit.id), aLevel3(unfit.id, '2026-11-20')],
      delegations: [aDelegation(fit.id), aDelegation(unfit.id, { id: 'delegation-2' })],
    });

    const outcome = openWorksheetReview(ctx, NS, today);

    expect(reviewAfter(outcome)).toEqual(aReview());
    expect(told(outcome, 'worksheet-review-due')).toEqual(
      [`mail:${rom.id}`, `teams:${rom.id}`, `teams:${fit.id}`].sort(),
    );
    expect(outcome.notices.every((notice) => notice.subjectId === 'NS-2026-11-23')).toBe(true);
  });

  it('REV1 tells the Head where the region has nobody fit to sign today (proposal)', () => {
    const head = aPerson({ roles: ['head'], region: null, area: 'north' });

    const outcome = openWorksheetReview(aServiceContext({ people: [head] }), NS, today);

    expect(told(outcome, 'worksheet-review-due')).toEqual([`mail:${head.id}`, `teams:${head.id}`]);
  });
});

describe('seeRow', () => {
  it('REV2 (S0-49) "no change" marks the row as seen in its present version and leaves the risk alone', () => {
    const rom = aRom();

    const outcome = seeRow(aContext(rom), aReview(), aMonitoredRisk(), noChange);

    expect(decided(outcome).changes).toHaveLength(1);
    expect(reviewAfter(outcome).rows['NS-2026-0001']).toEqual({
      version: 4,
      by: rom.person.id,
      on: today,
      outcome: 'no-change',
      review: null,
    });
  });

  it('REV3 (S1-06, S1-07, S1-08, S3-06) keeps the answers, with the level before as the register knows it', () => {
    const outcome = seeRow(
      aContext(aRom()),
      aReview(),
      aMonitoredRisk(),
      reviewed({ levelBefore: 'very-high' }),
    );

    expect(reviewAfter(outcome).rows['NS-2026-0001']?.review).toEqual(someAnswers());
  });

  it('REV3 (S1-06, S3-03) wants every answer, and how the plan changes or why it does not', () => {
    const blank = reviewed({ whatWorks: ' ', noPlanChangeReason: '' });

    expect(refused(seeRow(aContext(aRom()), aReview(), aMonitoredRisk(), blank))).toMatchObject({
      code: 'missing',
      needs: ['review-answers', 'plan-change-or-reason'],
    });
  });

  it('REV3 (S0-11) questions the answers like any text', () => {
    const named = reviewed({ whatChanged: 'Mr Brackenridge has moved in.' });

    expect(refused(seeRow(aContext(aRom()), aReview(), aMonitoredRisk(), named)).code).toBe('looks-personal');
    expect(
      reviewAfter(
        seeRow(aContext(aRom()), aReview(), aMonitoredRisk(), {
          ...named,
          personalDetailsNeeded: true,
        } as SeeRowInput),
      ).version,
    ).toBe(2);
  });

  it('REV4 (S3-18) a new level changes the risk, and the row is seen in the new version', () => {
    const rom = aRom();
    const other = aRom().person;
    const raise = reviewed({ levelAfter: 'high', levelReason: 'The dog bit somebody.' });

    const outcome = seeRow(aContext(rom, { people: [other] }), aReview(), aMonitoredRisk(), raise);

    expect(riskAfter(outcome)).toMatchObject({
      level: 'high',
      levelReason: 'The dog bit somebody.',
      version: 5,
    });
    expect(reviewAfter(outcome).rows['NS-2026-0001']?.version).toBe(5);
    expect(told(outcome, 'level-raised')).toEqual([`teams:${other.id}`]);
  });

  it('REV4 (S3-18) wants a reason for a new level', () => {
    const raise = reviewed({ levelAfter: 'high' });

    expect(refused(seeRow(aContext(aRom()), aReview(), aMonitoredRisk(), raise))).toMatchObject({
      needs: ['level-reason'],
    });
  });

  it('RTE9 (S0-08) a changed plan is told to the caseworker although no field moved', () => {
    const caseworker = aPerson();
    const risk = aMonitoredRisk({ reportedBy: caseworker.id });
    const ctx = aContext(aRom(), { people: [caseworker] });

    expect(
      told(seeRow(ctx, aReview(), risk, reviewed({ planChange: 'Two workers.' })), 'caseworker-update'),
    ).toEqual([`teams:${caseworker.id}`]);
    expect(told(seeRow(ctx, aReview(), risk, reviewed()), 'caseworker-update')).toEqual([]);
  });

  it('REV5 a risk that changes after it was seen is unseen again', () => {
    const risk = aMonitoredRisk();
    const review = reviewAfter(seeRow(aContext(aRom()), aReview(), risk, noChange));

    expect(unseenRows(review, [risk])).toEqual([]);
    expect(unseenRows(review, [{ ...risk, version: 5 }])).toHaveLength(1);
  });

  it('REV6 the same answer again, from another card or device, changes nothing', () => {
    const ctx = aContext(aRom());
    const raise = reviewed({ levelAfter: 'high', levelReason: 'The dog bit somebody.' });
    const first = seeRow(ctx, aReview(), aMonitoredRisk(), raise);

    const again = seeRow(ctx, reviewAfter(first), riskAfter(first), raise);
    const plain = seeRow(ctx, reviewAfter(first), riskAfter(first), noChange);

    expect(decided(again).changes).toEqual([]);
    expect(decided(plain).changes).toEqual([]);
  });

  it('REV6 answers may follow a "no change", and replace earlier answers', () => {
    const ctx = aContext(aRom());
    const first = reviewAfter(seeRow(ctx, aReview(), aMonitoredRisk(), noChange));
    const second = reviewAfter(seeRow(ctx, first, aMonitoredRisk(), reviewed()));
    const third = reviewAfter(seeRow(ctx, second, aMonitoredRisk(), reviewed({ whatChanged: 'The gate.' })));

    expect(third).toMatchObject({
      version: 4,
      rows: { 'NS-2026-0001': { review: { whatChanged: 'The gate.' } } },
    });
  });

  it('REV7 (S0-48, S0-49) is for those who may sign, in an open review, on an active row of its region', () => {
    const risk = aMonitoredRisk();
    const rom = aContext(aRom());

    expect(refused(seeRow(aContext(anRcm()), aReview(), risk, noChange)).code).toBe('no-delegation');
    expect(refused(seeRow(aContext(aDelegate('2026-11-20')), aReview(), risk, noChange)).code).toBe(
      'level-3-expired',
    );
    expect(refused(seeRow(rom, aReview({ state: 'signed' }), risk, noChange)).code).toBe('already');
    expect(refused(seeRow(rom, aReview(), { ...risk, status: 'inactive' }, noChange)).code).toBe('not-found');
    expect(refused(seeRow(rom, aReview(), { ...risk, region: region('EM') }, noChange)).code).toBe(
      'not-found',
    );
  });
});

describe('signWorksheet', () => {
  const row = (version: number) => ({
    version,
    by: personId(1),
    on: today,
    outcome: 'no-change' as const,
    review: null,
  });
  const first = aMonitoredRisk();
  const second = aMonitoredRisk({ id: riskId('NS-2026-0002'), version: 2 });
  const seen = aReview({ rows: { [first.id]: row(4), [second.id]: row(2) } });

  it('REV8 (S0-49) is refused while one active row is unseen, and says which', () => {
    const partly = aReview({ rows: { [first.id]: row(4), [second.id]: row(1) } });

    expect(refused(signWorksheet(aContext(aRom()), partly, [first, second]))).toEqual({
      kind: 'refusal',
      code: 'rows-unseen',
      rule: 'S0-49',
      count: 1,
      riskIds: ['NS-2026-0002'],
    });
  });

  it('REV9 (S0-49, S2-06) signed, every active row shows who reviewed it and when it is due again', () => {
    const rom = aRom();
    const over = aMonitoredRisk({ id: riskId('NS-2026-0003'), status: 'inactive' });

    const outcome = decided(signWorksheet(aContext(rom), seen, [first, second, over]));

    expect(reviewAfter(outcome)).toMatchObject({
      state: 'signed',
      version: 2,
      signedBy: rom.person.id,
      signedOn: today,
      delegationId: null,
    });
    expect(outcome.changes.filter((change) => change.kind === 'risk')).toMatchObject(
      [first, second].map((risk) => ({
        was: risk.version,
        risk: {
          id: risk.id,
          version: risk.version + 1,
          lastReviewedOn: today,
          lastReviewedBy: rom.person.id,
          nextReviewOn: '2026-11-30',
        },
      })),
    );
  });

  it('REV9 signs a worksheet without active rows', () => {
    expect(reviewAfter(signWorksheet(aContext(aRom()), aReview(), [])).state).toBe('signed');
  });

  it('REV10 (S0-48) notes the delegation under which a delegate signed', () => {
    expect(reviewAfter(signWorksheet(aContext(aDelegate()), seen, [first, second])).delegationId).toBe(
      'delegation-1',
    );
  });

  it('REV10 (S0-49) names no delegation when the ROM signs, whatever delegations they hold', () => {
    const rom = aRom();
    const both = { ...rom, delegations: [aDelegation(rom.person.id)] };

    expect(reviewAfter(signWorksheet(aContext(both), seen, [first, second])).delegationId).toBeNull();
  });

  it('REV10 (S0-48) refuses the delegate whose Level 3 has expired, with the day', () => {
    expect(refused(signWorksheet(aContext(aDelegate('2026-11-20')), seen, [first, second]))).toMatchObject({
      code: 'level-3-expired',
      expiredOn: '2026-11-20',
    });
  });

  it('REV11 signs nothing twice', () => {
    expect(refused(signWorksheet(aContext(aRom()), aReview({ state: 'signed' }), []))).toMatchObject({
      code: 'already',
      state: 'signed',
    });
  });

  it('REV12 lets a reviewer sign rows they wrote themselves, high ones too (proposal)', () => {
    const rom = aRom();
    const own = aMonitoredRisk({ level: 'very-high', recordedBy: rom.person.id });
    const review = aReview({ rows: { [own.id]: row(4) } });

    expect(reviewAfter(signWorksheet(aContext(rom), review, [own])).state).toBe('signed');
  });
});
