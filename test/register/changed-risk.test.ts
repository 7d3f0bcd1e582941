import { applyChange } from '../../register/act/change-risk';
import { namesOf, understand } from '../../register/sheet-values';
import { aContext, aMonitoredRisk, anRcm, aPerson, aRom, region } from '../kit/builders';
import { decided, refused, riskAfter } from '../kit/decided';

describe('a changed risk', () => {
  it('RSK12 (S0-13) forgets why there was no warning once one is wanted', () => {
    const risk = aMonitoredRisk({ warning: 'none', noWarningReason: 'The client is the one protected.' });

    const after = riskAfter(
      applyChange(aContext(anRcm()), risk, { warning: { to: 'requested', noWarningReason: '' } }),
    );

    expect(after).toMatchObject({ warning: 'requested', noWarningReason: '' });
  });

  it('RSK12 (S0-13) lets a request that was never placed fall, and keeps why', () => {
    const risk = aMonitoredRisk({ warning: 'requested' });
    const fall = {
      warning: { to: 'removed' as const, noWarningReason: 'Mosaic shows nothing of this kind.' },
    };

    expect(riskAfter(applyChange(aContext(anRcm()), risk, fall))).toMatchObject({
      warning: 'removed',
      noWarningReason: 'Mosaic shows nothing of this kind.',
    });
  });

  it('RTE16 two changes one after the other tell the same person twice, under two keys', () => {
    const caseworker = aPerson();
    const ctx = aContext(anRcm(), { people: [caseworker] });
    const risk = aMonitoredRisk({ reportedBy: caseworker.id });

    const first = applyChange(ctx, risk, { category: 'weapons' });
    const second = applyChange(ctx, riskAfter(first), { category: 'fraud' });
    const keys = [...decided(first).notices, ...decided(second).notices].map((notice) => notice.key);

    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(2);
  });

  it('RSK30 (S0-42) a mitigation typed without an owner stays with whoever had it, and a new one is the office’s', () => {
    const colleague = aPerson({ roles: ['ro'] });
    const risk = aMonitoredRisk({
      mitigations: [
        { code: 'public-place', text: '', owner: colleague.id },
        { code: 'other', text: 'two phones', owner: 'agency' },
      ],
    });
    const sheet = {
      ...aContext(anRcm(), { people: [colleague] }),
      actor: { kind: 'sheet' as const, region: region('NS') },
    };
    const typed = understand('mitigations', 'Public place; Other: three phones; Joint visit', namesOf([]));

    const after = riskAfter(applyChange(sheet, risk, typed.ok ? typed.change : {}));

    expect(after.mitigations).toEqual([
      { code: 'public-place', text: '', owner: colleague.id },
      { code: 'other', text: 'three phones', owner: 'agency' },
      { code: 'joint-visit', text: '', owner: 'office' },
    ]);
  });

  it('PRM25 (S0-43, S0-44) leaves the warning letter and the withdrawal of service to the ROM, added or taken back', () => {
    const held = aMonitoredRisk().mitigations;
    const letter = { code: 'warning-letter' as const, text: '', owner: 'office' as const };
    const ctx = aContext(anRcm());
    const written = aMonitoredRisk({ mitigations: [...held, letter] });

    expect(refused(applyChange(ctx, aMonitoredRisk(), { mitigations: [...held, letter] }))).toMatchObject({
      code: 'rom-only',
      rule: 'S0-43',
    });
    expect(
      refused(
        applyChange(ctx, aMonitoredRisk(), { mitigations: [{ ...letter, code: 'service-withdrawn' }] }),
      ),
    ).toMatchObject({ code: 'rom-only', rule: 'S0-44' });
    expect(refused(applyChange(ctx, written, { mitigations: held })).code).toBe('rom-only');
    expect(riskAfter(applyChange(ctx, written, { mitigations: [letter] })).mitigations).toEqual([letter]);
    expect(
      riskAfter(applyChange(aContext(aRom()), aMonitoredRisk(), { mitigations: [...held, letter] }))
        .mitigations,
    ).toHaveLength(2);
  });
});
