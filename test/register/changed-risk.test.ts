import { applyChange } from '../../register/act/change-risk';
import { aContext, aMonitoredRisk, anRcm, aPerson } from '../kit/builders';
import { decided, riskAfter } from '../kit/decided';

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
});
