import { furthestStatus, stepsBetween } from '../../register/lifecycle';
import { aMonitoredRisk, aRisk } from '../kit/builders';

describe('the road of a risk', () => {
  it('RSK6 (S0-45) knows the steps ahead and no way back', () => {
    expect(stepsBetween('reported', 'analysed')).toEqual(['recorded', 'analysed']);
    expect(stepsBetween('analysed', 'analysed')).toEqual([]);
    expect(stepsBetween('monitored', 'reported')).toBeNull();
    expect(stepsBetween('reported', 'inactive')).toBeNull();
  });

  it('RSK7 says how far a risk could go with what it has', () => {
    const complete = aMonitoredRisk({ status: 'reported' });

    expect(furthestStatus(complete)).toBe('monitored');
    expect(furthestStatus({ ...complete, warning: 'none' })).toBe('mitigated');
    expect(furthestStatus({ ...complete, mitigations: [] })).toBe('analysed');
    expect(furthestStatus(aRisk())).toBe('reported');
    expect(furthestStatus(aMonitoredRisk({ status: 'inactive' }))).toBe('inactive');
  });
});
