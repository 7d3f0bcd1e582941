import { raiseRisk, raiseRiskInputSchema, type RaiseRiskInput } from '../../../register/act/raise-risk';
import {
  aContext,
  anActor,
  anRcc,
  anRcm,
  aPerson,
  aRom,
  personId,
  region,
  riskId,
  today,
} from '../../kit/builders';
import { decided, refused, riskAfter, told } from '../../kit/decided';

const id = riskId('NS-2026-0007');

function aReport(parts: Partial<RaiseRiskInput> = {}): RaiseRiskInput {
  return {
    region: region('NS'),
    caseRef: 'MOS-90001',
    types: ['general'],
    atRisk: ['volunteer'],
    identifiedAt: 'casework',
    summary: 'A large dog is loose in the garden.',
    called999: false,
    necessityConfirmed: true,
    personalDetailsNeeded: false,
    onBehalfOf: null,
    ...parts,
  };
}

describe('raiseRisk', () => {
  it('RSK1 (S0-03) takes a report from a caseworker: reported, version 1, without warning, owner or restriction', () => {
    const caseworker = anActor();

    const risk = riskAfter(raiseRisk(aContext(caseworker), aReport(), id));

    expect(risk).toMatchObject({
      id,
      version: 1,
      status: 'reported',
      warning: 'none',
      posture: 'normal',
      owner: null,
      level: null,
      reportedBy: caseworker.person.id,
      reportedOn: today,
    });
  });

  it('RSK1 (S0-03) takes a report from somebody without any role', () => {
    expect(riskAfter(raiseRisk(aContext(anActor({ roles: [], region: null })), aReport(), id)).id).toBe(id);
  });

  it('RSK1 (S0-03) takes none from an account the directory has disabled', () => {
    expect(refused(raiseRisk(aContext(anActor({ active: false })), aReport(), id)).code).toBe(
      'unknown-person',
    );
  });

  it('RSK2 (S0-11) asks for the word that the text is necessary, and names everything missing at once', () => {
    const report = aReport({ necessityConfirmed: false, summary: '  ', atRisk: [] });

    expect(refused(raiseRisk(aContext(anActor()), report, id))).toMatchObject({
      code: 'missing',
      needs: ['who-is-at-risk', 'summary', 'necessity'],
    });
  });

  it('RSK2 (S0-32) refuses a form without type, without anybody at risk, or beyond 500 characters', () => {
    const bad = [
      { types: [] },
      { atRisk: [] },
      { summary: '' },
      { summary: 'x'.repeat(501) },
      { caseRef: 'A' },
    ];

    for (const parts of bad)
      expect(raiseRiskInputSchema.safeParse({ ...aReport(), ...parts }).success).toBe(false);
    expect(raiseRiskInputSchema.safeParse(aReport()).success).toBe(true);
  });

  it('RSK3 (S0-11) questions personal-looking text, and takes it unchanged once the reporter says it is needed', () => {
    const ctx = aContext(anActor());
    const summary = 'Mr Brackenridge, 07700 900123, keeps a large dog.';

    const asked = refused(raiseRisk(ctx, aReport({ summary }), id));
    const taken = raiseRisk(ctx, aReport({ summary, personalDetailsNeeded: true }), id);

    expect(asked).toMatchObject({ code: 'looks-personal', rule: 'S0-11' });
    expect(JSON.stringify(asked)).not.toContain('Brackenridge');
    expect(riskAfter(taken).summary).toBe(summary);
  });

  it('RSK3 (S0-11) does not question the names of regions and departments', () => {
    const summary = 'Moved from Eastmere Westvale; Safeguarding Team knows.';

    expect(riskAfter(raiseRisk(aContext(anActor()), aReport({ summary }), id)).summary).toBe(summary);
  });

  it('RSK4 lets an office report for a caseworker, who then is the one kept informed', () => {
    const caseworker = aPerson();
    const ctx = aContext(anRcc(), { people: [caseworker] });

    expect(riskAfter(raiseRisk(ctx, aReport({ onBehalfOf: caseworker.id }), id)).onBehalfOf).toBe(
      caseworker.id,
    );
  });

  it('RTE9 (S0-08) tells the caseworker that a report was made for them', () => {
    const caseworker = aPerson();
    const ctx = aContext(anRcm(), { people: [caseworker] });

    const outcome = raiseRisk(ctx, aReport({ onBehalfOf: caseworker.id }), id);

    expect(told(outcome, 'caseworker-update')).toEqual([`teams:${caseworker.id}`]);
  });

  it('RSK4 lets nobody else report for another, and nobody for a colleague who has left or is no caseworker', () => {
    const caseworker = aPerson();
    const left = aPerson({ active: false });
    const press = aPerson({ roles: ['public-relations'] });
    const people = [caseworker, left, press];
    const attempt = (actor = anRcm(), onBehalfOf = caseworker.id) =>
      refused(raiseRisk(aContext(actor, { people }), aReport({ onBehalfOf }), id));

    expect(attempt(anActor())).toMatchObject({ code: 'not-allowed', act: 'raise-on-behalf' });
    expect(attempt(anRcm(), left.id)).toMatchObject({ code: 'not-found', what: 'person' });
    expect(attempt(anRcm(), press.id)).toMatchObject({ code: 'not-found', what: 'person' });
    expect(attempt(anRcm(), personId(99))).toMatchObject({ code: 'not-found', what: 'person' });
  });

  it('RSK5 refuses a region that the organisation file does not have', () => {
    const report = aReport({ region: region('ZZ') });

    expect(refused(raiseRisk(aContext(anActor()), report, id))).toMatchObject({
      code: 'not-found',
      what: 'region',
    });
  });

  it('RTE1 (S0-06) tells everybody in the office of the region by Teams, and its mailbox', () => {
    const office = [aRom(), anRcm(), anRcc(), anActor({ roles: ['ro'] })].map((actor) => actor.person);
    const elsewhere = [
      aPerson({ roles: ['rom'], region: region('EM') }),
      aPerson(),
      aPerson({ roles: ['head'] }),
    ];

    const outcome = raiseRisk(aContext(anActor(), { people: [...office, ...elsewhere] }), aReport(), id);

    expect(told(outcome, 'risk-reported')).toEqual(
      ['mail:office-NS', ...office.map((person) => `teams:${person.id}`)].sort(),
    );
  });

  it('RTE14 tells nobody whom the directory has disabled', () => {
    const left = aPerson({ roles: ['rom'], active: false });

    const outcome = raiseRisk(aContext(anActor(), { people: [left] }), aReport(), id);

    expect(told(outcome, 'risk-reported')).toEqual(['mail:office-NS']);
  });

  it('RTE13 does not tell the office employee who reports of their own report', () => {
    const outcome = raiseRisk(aContext(anRcm()), aReport(), id);

    expect(told(outcome, 'risk-reported')).toEqual(['mail:office-NS']);
  });

  it('RSK27 writes one audit line, with codes and without the text', () => {
    const { audit } = decided(raiseRisk(aContext(anActor()), aReport({ called999: true }), id));

    expect(audit).toHaveLength(1);
    expect(audit[0]).toMatchObject({ act: 'raise-risk', subject: id, detail: { called999: true } });
    expect(JSON.stringify(audit)).not.toContain('dog');
  });
});
