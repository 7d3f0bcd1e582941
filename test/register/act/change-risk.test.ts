import { applyChange, changeRisk, type ChangeRequest } from '../../../register/act/change-risk';
import { type RiskChange } from '../../../register/risk-change';
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
  personId,
  region,
} from '../../kit/builders';
import { decided, proposalAfter, refused, riskAfter, told } from '../../kit/decided';

const request = (change: RiskChange, parts: Partial<ChangeRequest> = {}): ChangeRequest => ({
  change,
  consultation: null,
  manager: null,
  proposalId: 'proposal-1',
  ...parts,
});

const toRecorded: RiskChange = { status: 'recorded', category: 'dangerous-animal' };
const toMitigated: RiskChange = {
  ...toRecorded,
  status: 'mitigated',
  level: { to: 'low', reason: 'The dog is kept away.' },
  mitigations: [{ code: 'public-place', text: '', owner: 'office' }],
};

describe('the steps of a risk', () => {
  it('RSK6 (S0-45) takes several steps at once when every guard holds', () => {
    const risk = riskAfter(changeRisk(aContext(anRcm()), aRisk(), request(toMitigated)));

    expect(risk).toMatchObject({
      status: 'mitigated',
      level: 'low',
      category: 'dangerous-animal',
      version: 2,
    });
  });

  it('RSK6 (S0-45) takes none of the steps when one guard fails, and names all that is missing', () => {
    const outcome = changeRisk(aContext(anRcm()), aRisk(), request({ status: 'mitigated' }));

    expect(refused(outcome)).toMatchObject({ code: 'missing', needs: ['category', 'level', 'mitigation'] });
  });

  it('RSK7 (S0-23) records only with type and category', () => {
    const outcome = changeRisk(aContext(anRcm()), aRisk({ types: [] }), request({ status: 'recorded' }));

    expect(refused(outcome)).toMatchObject({ code: 'missing', needs: ['type', 'category'] });
  });

  it('RSK7 (S0-33) analyses only with a level, (S0-39) mitigates only with a mitigation', () => {
    const recorded = aRisk({ status: 'recorded', category: 'other' });
    const analysed = {
      ...recorded,
      status: 'analysed' as const,
      level: 'low' as const,
      levelReason: 'Rare.',
    };

    expect(refused(changeRisk(aContext(anRcm()), recorded, request({ status: 'analysed' })))).toMatchObject({
      needs: ['level'],
    });
    expect(refused(changeRisk(aContext(anRcm()), analysed, request({ status: 'mitigated' })))).toMatchObject({
      needs: ['mitigation'],
    });
  });

  it.each([
    ['the warning is placed', { warning: 'placed' as const }],
    ['no case is concerned', { caseRef: null }],
    ['somebody said why there is none', { noWarningReason: 'The client is the one protected.' }],
  ])('RSK7 (S0-13) monitors when %s', (_why, parts) => {
    const risk = aMonitoredRisk({ status: 'mitigated', warning: 'requested', ...parts });

    expect(riskAfter(changeRisk(aContext(anRcm()), risk, request({ status: 'monitored' }))).status).toBe(
      'monitored',
    );
  });

  it('RSK7 (S0-13) does not monitor a client risk whose warning is only requested', () => {
    const risk = aMonitoredRisk({ status: 'mitigated', warning: 'requested' });

    expect(refused(changeRisk(aContext(anRcm()), risk, request({ status: 'monitored' })))).toMatchObject({
      needs: ['warning-or-reason'],
    });
  });

  it.each([
    ['backwards', aMonitoredRisk(), 'analysed'],
    ['into inactive', aMonitoredRisk(), 'inactive'],
    ['into void', aMonitoredRisk(), 'void'],
    ['out of inactive', aMonitoredRisk({ status: 'inactive' }), 'monitored'],
    ['out of void', aMonitoredRisk({ status: 'void' }), 'reported'],
  ] as const)('RSK8 (S0-45) never goes %s by a change', (_way, risk, status) => {
    expect(refused(changeRisk(aContext(aRom()), risk, request({ status })))).toMatchObject({
      code: 'illegal-step',
      from: risk.status,
      to: status,
    });
  });

  it('RSK8 lets an inactive risk lose its warning and have its cells corrected, and nothing else', () => {
    const risk = aMonitoredRisk({ status: 'inactive', warning: 'removal-requested' });
    const removal: RiskChange = { warning: { to: 'removed', noWarningReason: '' } };

    expect(riskAfter(changeRisk(aContext(anRcm()), risk, request(removal))).warning).toBe('removed');
    expect(refused(changeRisk(aContext(anRcm()), risk, request({ category: 'fraud' })))).toMatchObject({
      code: 'already',
      state: 'inactive',
    });
    expect(
      refused(changeRisk(aContext(anRcm()), { ...risk, status: 'void' }, request(removal))),
    ).toMatchObject({
      code: 'already',
      state: 'void',
    });
  });

  it('RSK9 (S0-13, S0-17, S2-02) recording names recorder and owner, sets the review day and requests the warning', () => {
    const recorder = anRcm();

    const risk = riskAfter(changeRisk(aContext(recorder), aRisk(), request(toRecorded)));

    expect(risk).toMatchObject({
      recordedBy: recorder.person.id,
      owner: recorder.person.id,
      warning: 'requested',
      nextReviewOn: '2026-11-30',
    });
  });

  it('RSK9 (S0-13) requests no warning without a case, or where somebody says why there is none', () => {
    const reasoned: RiskChange = {
      ...toRecorded,
      warning: { to: 'none', noWarningReason: 'Workload only.' },
    };

    expect(
      riskAfter(changeRisk(aContext(anRcm()), aRisk({ caseRef: null }), request(toRecorded))).warning,
    ).toBe('none');
    expect(riskAfter(changeRisk(aContext(anRcm()), aRisk(), request(reasoned))).warning).toBe('none');
  });
});

describe('the parts of a change', () => {
  it('RSK10 (S3-18) changes a level only with a reason', () => {
    const change = (reason: string): RiskChange => ({ level: { to: 'high', reason } });

    expect(refused(changeRisk(aContext(anRcm()), aMonitoredRisk(), request(change(' '))))).toMatchObject({
      needs: ['level-reason'],
      rule: 'S3-18',
    });
    expect(
      riskAfter(changeRisk(aContext(anRcm()), aMonitoredRisk(), request(change('The dog bit somebody.')))),
    ).toMatchObject({ level: 'high', levelReason: 'The dog bit somebody.' });
  });

  it('RSK11 (S0-43, S0-44) suspends and withdraws only by the ROM and with a reason', () => {
    const suspend = (reason: string): RiskChange => ({ posture: { to: 'suspended', reason } });
    const risk = aMonitoredRisk();

    expect(refused(changeRisk(aContext(anRcm()), risk, request(suspend('Threats.'))))).toMatchObject({
      code: 'rom-only',
    });
    expect(refused(changeRisk(aContext(aRom()), risk, request(suspend(''))))).toMatchObject({
      needs: ['posture-reason'],
    });
    expect(riskAfter(changeRisk(aContext(aRom()), risk, request(suspend('Threats.')))).posture).toBe(
      'suspended',
    );
  });

  it('RSK12 (S0-13) moves the warning only along its road', () => {
    const move = (from: 'none' | 'placed', to: 'placed' | 'removed') =>
      changeRisk(
        aContext(anRcm()),
        aMonitoredRisk({ warning: from }),
        request({ warning: { to, noWarningReason: 'The dog has gone.' } }),
      );

    expect(riskAfter(move('none', 'placed')).warning).toBe('placed');
    expect(refused(move('placed', 'removed'))).toMatchObject({ code: 'invalid', field: 'warning' });
    expect(refused(move('none', 'removed'))).toMatchObject({ code: 'invalid', field: 'warning' });
  });

  it('RSK13 (S0-13, S0-39) lets an active risk lose neither its warning without a reason nor its last mitigation', () => {
    const unwarned: RiskChange = { warning: { to: 'removal-requested', noWarningReason: '' } };

    expect(refused(changeRisk(aContext(anRcm()), aMonitoredRisk(), request(unwarned)))).toMatchObject({
      needs: ['warning-or-reason'],
    });
    expect(
      refused(changeRisk(aContext(anRcm()), aMonitoredRisk(), request({ mitigations: [] }))),
    ).toMatchObject({ needs: ['mitigation'] });
  });

  it('RSK28 names only people who are here, and Mosaic references of the right form', () => {
    const stranger = personId(98);
    const ctx = aContext(anRcm());
    const risk = aMonitoredRisk();

    expect(refused(changeRisk(ctx, risk, request({ owner: stranger })))).toMatchObject({ code: 'not-found' });
    expect(
      refused(
        changeRisk(ctx, risk, request({ mitigations: [{ code: 'security', text: '', owner: stranger }] })),
      ),
    ).toMatchObject({ code: 'not-found', what: 'person' });
    expect(refused(changeRisk(ctx, risk, request({ caseRef: 'the dog case' })))).toMatchObject({
      code: 'invalid',
      field: 'caseRef',
    });
  });

  it('RSK28 keeps an owner of the risk who has left since, until somebody names another', () => {
    const left = personId(97);
    const risk = aMonitoredRisk({ mitigations: [{ code: 'security', text: '', owner: left }] });
    const mitigations = [
      ...risk.mitigations,
      { code: 'equipment' as const, text: '', owner: 'office' as const },
    ];

    expect(riskAfter(changeRisk(aContext(anRcm()), risk, request({ mitigations }))).mitigations).toHaveLength(
      2,
    );
  });

  it('RSK26 decides nothing when nothing changes', () => {
    const risk = aMonitoredRisk();
    const same: RiskChange = {
      status: 'monitored',
      category: 'dangerous-animal',
      level: { to: 'low', reason: '' },
    };

    expect(decided(changeRisk(aContext(anRcm()), risk, request(same)))).toEqual({
      kind: 'decision',
      changes: [],
      notices: [],
      audit: [],
    });
  });

  it('RSK29 (S0-11) questions new text only, and lets it through once it is said to be needed', () => {
    const reason = 'Mrs Brackenridge was bitten.';
    const change: RiskChange = { level: { to: 'high', reason } };
    const held = aMonitoredRisk({ level: 'high', levelReason: reason });

    expect(refused(changeRisk(aContext(anRcm()), aMonitoredRisk(), request(change))).code).toBe(
      'looks-personal',
    );
    expect(
      riskAfter(
        changeRisk(aContext(anRcm()), aMonitoredRisk(), request(change, { personalDetailsNeeded: true })),
      ).levelReason,
    ).toBe(reason);
    expect(
      riskAfter(changeRisk(aContext(anRcm()), held, request({ ...change, category: 'weapons' }))).category,
    ).toBe('weapons');
  });
});

describe('the evidence that comes with a change', () => {
  it('RSK14 (S0-52) makes an RCC’s change wait for the named manager and leaves the risk alone', () => {
    const author = anRcc();
    const manager = anRcm().person;
    const ctx = aContext(author, { people: [manager] });

    const outcome = changeRisk(ctx, aRisk({ version: 3 }), request(toRecorded, { manager: manager.id }));

    expect(decided(outcome).changes).toHaveLength(1);
    expect(proposalAfter(outcome)).toMatchObject({
      id: 'proposal-1',
      basedOn: 3,
      author: author.person.id,
      manager: manager.id,
      state: 'waiting',
      change: toRecorded,
    });
  });

  it('RTE11 (S0-52) tells the manager that a proposal waits', () => {
    const manager = anRcm().person;

    const outcome = changeRisk(
      aContext(anRcc(), { people: [manager] }),
      aRisk(),
      request(toRecorded, { manager: manager.id }),
    );

    expect(told(outcome, 'proposal-waiting')).toEqual([`teams:${manager.id}`]);
  });

  it('RSK15 (S0-52) refuses an RCC who names nobody, themselves, or somebody who may not confirm', () => {
    const author = anRcc();
    const peer = anRcc().person;
    const ctx = aContext(author, { people: [peer] });
    const attempt = (manager: ChangeRequest['manager']) =>
      refused(changeRisk(ctx, aRisk(), request(toRecorded, { manager }))).code;

    expect(attempt(null)).toBe('needs-manager');
    expect(attempt(author.person.id)).toBe('own-work');
    expect(attempt(peer.id)).toBe('needs-manager');
  });

  it('RSK15 refuses an impossible change at once instead of sending it to the manager', () => {
    const manager = anRcm().person;
    const ctx = aContext(anRcc(), { people: [manager] });

    expect(
      refused(changeRisk(ctx, aRisk(), request({ status: 'recorded' }, { manager: manager.id }))),
    ).toMatchObject({ code: 'missing', needs: ['category'] });
  });

  it('RSK16 (S0-54) changes another region’s row only when somebody of that office was consulted', () => {
    const consulted = aPerson({ roles: ['rcm'], region: region('EM') });
    const stranger = aPerson({ roles: ['rcm'], region: region('WV') });
    const ctx = aContext(anRcm(), { people: [consulted, stranger] });
    const risk = aMonitoredRisk({ region: region('EM') });
    const attempt = (id: typeof consulted.id | null) =>
      changeRisk(
        ctx,
        risk,
        request({ category: 'weapons' }, { consultation: id === null ? null : { consulted: id } }),
      );

    expect(refused(attempt(null))).toMatchObject({ code: 'needs-consultation', region: 'EM' });
    expect(refused(attempt(stranger.id))).toMatchObject({ code: 'consulted-not-of-region' });
    expect(riskAfter(attempt(consulted.id)).category).toBe('weapons');
    expect(decided(attempt(consulted.id)).audit[0]?.detail).toMatchObject({ consulted: consulted.id });
  });

  it('RTE10 (S0-54) tells the office of the region whose row another region changed', () => {
    const consulted = aPerson({ roles: ['rom'], region: region('EM') });
    const office = [consulted, aPerson({ roles: ['rcm'], region: region('EM') })];

    const outcome = changeRisk(
      aContext(anRcm(), { people: office }),
      aMonitoredRisk({ region: region('EM') }),
      request({ category: 'weapons' }, { consultation: { consulted: consulted.id } }),
    );

    expect(told(outcome, 'other-region-changed')).toEqual(
      office.map((person) => `teams:${person.id}`).sort(),
    );
  });

  it('RSK16 (S0-48) asks a fit delegate for the region for no consultation', () => {
    const delegate = aDelegate('2027-01-01', { region: region('EM') });

    expect(
      riskAfter(changeRisk(aContext(delegate), aMonitoredRisk(), request({ category: 'weapons' }))).version,
    ).toBe(5);
  });
});

describe('the sheet', () => {
  const sheet = { ...aContext(anActor()), actor: { kind: 'sheet' as const, region: region('NS') } };

  it('RSK25 takes what colleagues type in the sheet as a change like any other, audited as the sheet’s', () => {
    const outcome = applyChange(sheet, aMonitoredRisk(), { category: 'weapons', summary: 'Two dogs.' });

    expect(riskAfter(outcome)).toMatchObject({ category: 'weapons', summary: 'Two dogs.', version: 5 });
    expect(decided(outcome).audit).toMatchObject([{ act: 'change-risk', actor: 'sheet' }]);
  });

  it.each<[string, RiskChange, string]>([
    ['inactive', { status: 'inactive' }, 'not-allowed'],
    ['void', { status: 'void' }, 'not-allowed'],
    ['suspended', { posture: { to: 'suspended', reason: 'Typed in the register' } }, 'rom-only'],
    ['withdrawn', { posture: { to: 'withdrawn', reason: 'Typed in the register' } }, 'rom-only'],
  ])('RSK25 (S0-16, S0-43, S0-44) does not take "%s" from the sheet', (_word, change, code) => {
    expect(refused(applyChange(sheet, aMonitoredRisk(), change)).code).toBe(code);
  });

  it('RSK25 takes nothing from the sheet of another region', () => {
    expect(
      refused(applyChange(sheet, aMonitoredRisk({ region: region('EM') }), { category: 'fraud' })).code,
    ).toBe('not-allowed');
  });

  it('RSK25 (S0-04) gives a risk recorded in the sheet to the ROM, since nobody else is known', () => {
    const rom = aRom().person;

    const risk = riskAfter(applyChange({ ...sheet, people: [rom] }, aRisk(), toRecorded));

    expect(risk).toMatchObject({ owner: rom.id, recordedBy: null, status: 'recorded' });
  });
});
