import { changeRisk, type ChangeRequest } from '../../register/act/change-risk';
import { type RiskChange } from '../../register/risk-change';
import { type RiskType } from '../../register/vocabulary';
import { aContext, aMonitoredRisk, anRcm, aPerson, aRisk, aRom, personId } from '../kit/builders';
import { told } from '../kit/decided';

const request = (change: RiskChange): ChangeRequest => ({
  change,
  consultation: null,
  manager: null,
  proposalId: 'proposal-1',
});

describe('who hears of a change', () => {
  const record = (types: RiskType[]): RiskChange => ({ status: 'recorded', category: 'other', types });

  it('RTE2 (S0-19, S0-35) a recorded safeguarding risk reaches each of the Safeguarding Team and its mailbox', () => {
    const team = [
      aPerson({ roles: ['safeguarding'], region: null }),
      aPerson({ roles: ['safeguarding'], region: null }),
    ];

    const outcome = changeRisk(
      aContext(anRcm(), { people: team }),
      aRisk(),
      request(record(['safeguarding'])),
    );

    expect(told(outcome, 'safeguarding-recorded')).toEqual(
      ['mail:safeguarding', ...team.map((person) => `teams:${person.id}`)].sort(),
    );
  });

  it('RTE3 (S0-20) a recorded reputational risk reaches Public Relations', () => {
    const press = aPerson({ roles: ['public-relations'] });

    const outcome = changeRisk(
      aContext(anRcm(), { people: [press] }),
      aRisk(),
      request(record(['reputational'])),
    );

    expect(told(outcome, 'reputational-recorded')).toEqual(['mail:public-relations', `teams:${press.id}`]);
  });

  it('RTE4 (S0-21) a recorded organisational risk reaches the Casework Support Manager', () => {
    const outcome = changeRisk(aContext(anRcm()), aRisk(), request(record(['organisational'])));

    expect(told(outcome, 'organisational-recorded')).toEqual(['mail:casework-support-manager']);
  });

  it('RTE5 tells no department before the risk is recorded', () => {
    const outcome = changeRisk(aContext(anRcm()), aRisk(), request({ types: ['safeguarding'] }));

    expect(told(outcome, 'safeguarding-recorded')).toEqual([]);
  });

  it('RTE5 tells only the department of the type that is added later', () => {
    const risk = aMonitoredRisk({ types: ['safeguarding'] });

    const outcome = changeRisk(aContext(anRcm()), risk, request({ types: ['safeguarding', 'reputational'] }));

    expect(told(outcome, 'reputational-recorded')).toEqual(['mail:public-relations']);
    expect(told(outcome, 'safeguarding-recorded')).toEqual([]);
  });

  it.each([
    ['low', 'high', true],
    ['high', 'very-high', true],
    [null, 'high', true],
    ['low', 'medium', false],
    ['very-high', 'high', false],
  ] as const)('RTE6 (S3-18) a level from %s to %s tells the ROM: %s', (from, to, isTold) => {
    const rom = aRom().person;
    const ctx = aContext(anRcm(), { people: [rom] });

    const outcome = changeRisk(
      ctx,
      aMonitoredRisk({ level: from }),
      request({ level: { to, reason: 'New facts.' } }),
    );

    expect(told(outcome, 'level-raised')).toEqual(isTold ? [`teams:${rom.id}`] : []);
  });

  it('RTE7 (S0-13) the recorder gets the task to place the warning, although they are the one who acts', () => {
    const recorder = anRcm();

    const outcome = changeRisk(aContext(recorder), aRisk(), request(record(['general'])));

    expect(told(outcome, 'warning-to-place')).toEqual([`teams:${recorder.person.id}`]);
  });

  it('RTE8 (S2-07) the owner and the office’s mailbox get the task to remove it', () => {
    const owner = anRcm().person;
    const risk = aMonitoredRisk({ owner: owner.id });
    const removal: RiskChange = {
      warning: { to: 'removal-requested', noWarningReason: 'The dog has gone.' },
    };

    const outcome = changeRisk(aContext(anRcm(), { people: [owner] }), risk, request(removal));

    expect(told(outcome, 'warning-to-remove')).toEqual(['mail:office-NS', `teams:${owner.id}`]);
  });

  it('RTE15 a task whose owner has left goes to the ROM', () => {
    const rom = aRom().person;
    const risk = aMonitoredRisk({ owner: personId(96), recordedBy: personId(95) });
    const removal: RiskChange = {
      warning: { to: 'removal-requested', noWarningReason: 'The dog has gone.' },
    };

    const outcome = changeRisk(aContext(anRcm(), { people: [rom] }), risk, request(removal));

    expect(told(outcome, 'warning-to-remove')).toEqual(['mail:office-NS', `teams:${rom.id}`]);
  });

  it('RTE9 (S0-08) the caseworker is told of every change, the one reported for before the one who typed', () => {
    const caseworker = aPerson();
    const other = aPerson();
    const ctx = aContext(anRcm(), { people: [caseworker, other] });
    const change = request({ category: 'weapons' });

    const own = changeRisk(ctx, aMonitoredRisk({ reportedBy: caseworker.id }), change);
    const behalf = changeRisk(
      ctx,
      aMonitoredRisk({ reportedBy: ctx.actor.person.id, onBehalfOf: other.id }),
      change,
    );

    expect(told(own, 'caseworker-update')).toEqual([`teams:${caseworker.id}`]);
    expect(told(behalf, 'caseworker-update')).toEqual([`teams:${other.id}`]);
  });

  it('RTE9 a colleague of an office who reported, or an account that is gone, gets no caseworker’s update', () => {
    const colleague = anRcm().person;
    const ctx = aContext(anRcm(), { people: [colleague] });
    const change = request({ category: 'weapons' });

    expect(
      told(changeRisk(ctx, aMonitoredRisk({ reportedBy: colleague.id }), change), 'caseworker-update'),
    ).toEqual([]);
    expect(
      told(changeRisk(ctx, aMonitoredRisk({ reportedBy: personId(94) }), change), 'caseworker-update'),
    ).toEqual([]);
  });

  it('RTE13 the ROM who raises a level is not told of it', () => {
    const outcome = changeRisk(
      aContext(aRom()),
      aMonitoredRisk(),
      request({ level: { to: 'high', reason: 'New facts.' } }),
    );

    expect(told(outcome, 'level-raised')).toEqual([]);
  });
});
