import { confirmWarning } from '../../../register/act/confirm-warning';
import { noEvidence } from '../../../register/consultation';
import { markInactive, type MarkInactiveInput } from '../../../register/act/mark-inactive';
import { reopenRisk } from '../../../register/act/reopen-risk';
import { voidRisk } from '../../../register/act/void-risk';
import {
  aContext,
  aDelegate,
  aMonitoredRisk,
  anActor,
  anRcc,
  anRcm,
  aPerson,
  aRisk,
  aRom,
  region,
  today,
} from '../../kit/builders';
import { decided, proposalAfter, refused, riskAfter, told } from '../../kit/decided';

const ending = (parts: Partial<MarkInactiveInput> = {}): MarkInactiveInput => ({
  reason: 'acceptable-level',
  rationale: 'The dog has been rehomed.',
  caseClosedConfirmed: false,
  ...noEvidence,
  ...parts,
});
const closed = ending({ reason: 'case-closed', caseClosedConfirmed: true });

describe('markInactive', () => {
  it('RSK20 (S0-16) ends a risk with reason, rationale, day and name, and takes it out of the review', () => {
    const rom = aRom();

    expect(riskAfter(markInactive(aContext(rom), aMonitoredRisk(), ending()))).toMatchObject({
      status: 'inactive',
      version: 5,
      nextReviewOn: null,
      inactive: {
        reason: 'acceptable-level',
        rationale: 'The dog has been rehomed.',
        on: today,
        by: rom.person.id,
      },
    });
  });

  it('RSK20 (S0-16) wants a rationale, and for a closed case the tick and a case', () => {
    const noCase = aMonitoredRisk({ caseRef: null });
    const nothing = { ...closed, rationale: ' ', caseClosedConfirmed: false };

    expect(refused(markInactive(aContext(aRom()), noCase, nothing))).toMatchObject({
      code: 'missing',
      needs: ['rationale', 'case-ref', 'case-closed-confirmed'],
    });
  });

  it('RSK20 (S0-16) takes no risk without a level for managed to an acceptable one (proposal)', () => {
    expect(refused(markInactive(aContext(aRom()), aRisk(), ending()))).toMatchObject({ needs: ['level'] });
    expect(riskAfter(markInactive(aContext(aRom()), aRisk(), closed)).status).toBe('inactive');
  });

  it('RSK20 (S0-16) lets a fit delegate judge the level, and refuses one whose Level 3 has run out', () => {
    expect(riskAfter(markInactive(aContext(aDelegate()), aMonitoredRisk(), ending())).status).toBe(
      'inactive',
    );
    expect(
      refused(markInactive(aContext(aDelegate('2026-11-22')), aMonitoredRisk(), ending())),
    ).toMatchObject({
      code: 'level-3-expired',
      expiredOn: '2026-11-22',
    });
  });

  it('RSK20 (S0-52) lets what an RCC asks wait for the line manager named, who is told', () => {
    const rcc = anRcc();
    const manager = anRcm().person;
    const ctx = aContext(rcc, { people: [manager] });

    expect(refused(markInactive(ctx, aMonitoredRisk(), closed)).code).toBe('needs-manager');
    expect(refused(markInactive(ctx, aMonitoredRisk(), { ...closed, manager: rcc.person.id })).code).toBe(
      'own-work',
    );

    const waiting = markInactive(ctx, aMonitoredRisk(), {
      ...closed,
      manager: manager.id,
      proposalId: 'proposal-1',
    });

    expect(decided(waiting).changes).toHaveLength(1);
    expect(proposalAfter(waiting)).toMatchObject({
      id: 'proposal-1',
      author: rcc.person.id,
      manager: manager.id,
      change: {},
      turn: { kind: 'inactive', reason: 'case-closed', rationale: 'The dog has been rehomed.' },
      state: 'waiting',
    });
    expect(told(waiting, 'proposal-waiting')).toEqual([`teams:${manager.id}`]);
  });

  it('RSK20 (S0-16) leaves "managed to an acceptable level" to the ROM whatever manager an RCC names', () => {
    const manager = anRcm().person;

    expect(
      refused(
        markInactive(aContext(anRcc(), { people: [manager] }), aMonitoredRisk(), {
          ...ending(),
          manager: manager.id,
        }),
      ).code,
    ).toBe('not-allowed');
  });

  it('RTE10 (S0-54) tells the office whose risk another region ended or brought back', () => {
    const office = aPerson({ roles: ['rom'], region: region('EM') });
    const ctx = aContext(anRcm(), { people: [office] });
    const consultation = { consulted: office.id };
    const risk = aMonitoredRisk({ region: region('EM') });

    const ended = markInactive(ctx, risk, { ...closed, consultation });
    const back = reopenRisk(
      ctx,
      { ...risk, status: 'inactive' },
      { reason: 'A new case has come.', ...noEvidence, consultation },
    );

    for (const outcome of [ended, back]) {
      expect(told(outcome, 'other-region-changed')).toEqual([`teams:${office.id}`]);
      expect(decided(outcome).audit[0]?.detail).toMatchObject({ consulted: office.id });
    }
  });

  it('RSK16 (S0-54) ends another region’s risk only with somebody of that office consulted', () => {
    const consulted = aPerson({ roles: ['rom'], region: region('EM') });
    const ctx = aContext(anRcm(), { people: [consulted] });
    const risk = aMonitoredRisk({ region: region('EM') });

    expect(refused(markInactive(ctx, risk, closed)).code).toBe('needs-consultation');
    expect(
      riskAfter(markInactive(ctx, risk, { ...closed, consultation: { consulted: consulted.id } })).status,
    ).toBe('inactive');
  });

  it('RSK20 (S0-11) questions the rationale like any text', () => {
    const rationale = 'Mrs Brackenridge gave the dog away.';

    expect(refused(markInactive(aContext(aRom()), aMonitoredRisk(), ending({ rationale }))).code).toBe(
      'looks-personal',
    );
  });

  it.each(['inactive', 'void'] as const)('RSK20 ends no risk that is %s already', (status) => {
    expect(refused(markInactive(aContext(aRom()), aMonitoredRisk({ status }), ending()))).toMatchObject({
      code: 'already',
      state: status,
    });
  });

  it.each([
    ['placed', 'removal-requested', 1],
    ['requested', 'removed', 0],
    ['none', 'none', 0],
    ['removal-requested', 'removal-requested', 0],
  ] as const)('RSK21 (S2-07) a warning that is %s becomes %s', (warning, after, tasks) => {
    const rom = aRom();
    const risk = aMonitoredRisk({ warning, owner: rom.person.id });

    const outcome = markInactive(aContext(rom), risk, ending());

    expect(riskAfter(outcome).warning).toBe(after);
    expect(told(outcome, 'warning-to-remove')).toHaveLength(tasks * 2);
  });

  it('RTE12 (S0-08) tells the caseworker and the owner that the risk is inactive', () => {
    const caseworker = aPerson();
    const owner = anRcm().person;
    const risk = aMonitoredRisk({ reportedBy: caseworker.id, owner: owner.id });

    const outcome = markInactive(aContext(aRom(), { people: [caseworker, owner] }), risk, ending());

    expect(told(outcome, 'risk-inactive')).toEqual([`teams:${caseworker.id}`, `teams:${owner.id}`].sort());
  });

  it('RTE16 tells somebody who is caseworker and owner in one once', () => {
    const both = aPerson();
    const risk = aMonitoredRisk({ reportedBy: both.id, owner: both.id });

    const outcome = markInactive(aContext(aRom(), { people: [both] }), risk, ending());

    expect(told(outcome, 'risk-inactive')).toEqual([`teams:${both.id}`]);
  });
});

describe('reopenRisk', () => {
  const inactive = aMonitoredRisk({
    status: 'inactive',
    warning: 'removed',
    nextReviewOn: null,
    inactive: { reason: 'case-closed', rationale: 'Closed.', on: today, by: aPerson().id },
  });
  const input = { reason: 'A new case has come.', ...noEvidence };

  it('RSK22 (S0-45) brings an assessed risk back into the review, with its warning requested again', () => {
    const colleague = anRcm();

    const outcome = reopenRisk(aContext(colleague), inactive, input);

    expect(riskAfter(outcome)).toMatchObject({
      status: 'monitored',
      warning: 'requested',
      inactive: null,
      nextReviewOn: '2026-11-30',
      owner: colleague.person.id,
      reopened: { reason: 'A new case has come.', on: today, by: colleague.person.id },
    });
    expect(told(outcome, 'warning-to-place')).toEqual([`teams:${colleague.person.id}`]);
  });

  it('RSK22 brings back as reported what was never assessed (proposal)', () => {
    const raw = aRisk({ status: 'inactive' });

    expect(riskAfter(reopenRisk(aContext(anRcm()), raw, input))).toMatchObject({
      status: 'reported',
      warning: 'none',
    });
  });

  it('RSK22 wants a reason, an inactive risk, and somebody who may edit the row', () => {
    const ctx = aContext(anRcm());

    expect(refused(reopenRisk(ctx, inactive, { ...input, reason: '' }))).toMatchObject({ needs: ['reason'] });
    expect(refused(reopenRisk(ctx, aMonitoredRisk(), input))).toMatchObject({
      code: 'already',
      state: 'active',
    });
    expect(refused(reopenRisk(ctx, aMonitoredRisk({ status: 'void' }), input))).toMatchObject({
      state: 'void',
    });
    expect(refused(reopenRisk(aContext(anActor()), inactive, input)).code).toBe('not-allowed');
    expect(refused(reopenRisk(aContext(anRcc()), inactive, input)).code).toBe('needs-manager');
  });
});

describe('voidRisk', () => {
  it('RSK23 strikes an entry made in error, by the ROM and with a reason, and asks for its warning to come off', () => {
    const outcome = voidRisk(aContext(aRom()), aMonitoredRisk(), { reason: 'Entered twice.' });

    expect(riskAfter(outcome)).toMatchObject({
      status: 'void',
      warning: 'removal-requested',
      nextReviewOn: null,
      voided: { reason: 'Entered twice.' },
    });
  });

  it('RSK23 strikes nothing without a reason, by anybody else, or twice', () => {
    expect(refused(voidRisk(aContext(aRom()), aRisk(), { reason: ' ' }))).toMatchObject({
      needs: ['reason'],
    });
    expect(refused(voidRisk(aContext(anRcm()), aRisk(), { reason: 'Error.' })).code).toBe('rom-only');
    expect(
      refused(voidRisk(aContext(aRom()), aRisk({ status: 'void' }), { reason: 'Error.' })),
    ).toMatchObject({
      code: 'already',
      state: 'void',
    });
  });
});

describe('confirmWarning', () => {
  it('RSK24 (S0-13) notes that the warning stands, and forgets why there was none', () => {
    const risk = aMonitoredRisk({ warning: 'requested', noWarningReason: 'Not yet.' });

    expect(riskAfter(confirmWarning(aContext(anRcm()), risk, 'placed'))).toMatchObject({
      warning: 'placed',
      noWarningReason: '',
      version: 5,
    });
    expect(decided(confirmWarning(aContext(anRcm()), risk, 'placed')).audit[0]?.detail).toMatchObject({
      wording: '1',
    });
  });

  it('RSK24 (S2-07) notes that the warning is gone, also of an inactive or struck risk', () => {
    const risk = aMonitoredRisk({ warning: 'removal-requested', status: 'inactive' });

    expect(riskAfter(confirmWarning(aContext(anRcm()), risk, 'removed')).warning).toBe('removed');
    expect(riskAfter(confirmWarning(aContext(anRcm()), { ...risk, status: 'void' }, 'removed')).warning).toBe(
      'removed',
    );
  });

  it('RSK24 changes nothing the second time', () => {
    expect(decided(confirmWarning(aContext(anRcm()), aMonitoredRisk(), 'placed')).changes).toEqual([]);
  });

  it('RSK24 refuses a step off the road, and a warning on a risk that is over', () => {
    const over = aMonitoredRisk({ warning: 'requested', status: 'inactive' });

    expect(refused(confirmWarning(aContext(anRcm()), aMonitoredRisk(), 'removed'))).toMatchObject({
      code: 'invalid',
    });
    expect(refused(confirmWarning(aContext(anRcm()), over, 'placed'))).toMatchObject({ code: 'already' });
  });

  it('RSK24 (S0-52, S0-54) sends an RCC and a colleague of another region to the form that takes their evidence', () => {
    const risk = aMonitoredRisk({ warning: 'requested' });

    expect(refused(confirmWarning(aContext(anRcc()), risk, 'placed')).code).toBe('needs-manager');
    expect(refused(confirmWarning(aContext(anRcm({ region: region('EM') })), risk, 'placed')).code).toBe(
      'needs-consultation',
    );
    expect(refused(confirmWarning(aContext(anActor()), risk, 'placed')).code).toBe('not-allowed');
  });
});
