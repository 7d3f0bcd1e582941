/** What is done about subscriptions, from what is remembered and what Graph lists. */
import { type ChangeSubscription } from '../../../state/change-subscriptions';
import { lifeMs, planSubscriptions, type Listed, type SubscriptionFacts } from '../../../sync/notices/plan';

const now = new Date('2026-11-24T09:00:00Z');
const url = 'https://register.caseworkcharity.example/notices';
const fresh = new Date(now.getTime() + lifeMs);

const remembered = (parts: Partial<ChangeSubscription> = {}): ChangeSubscription => ({
  resource: '/drives/d/root', id: 's-1', secretHash: '', expiresAt: fresh, isDoubted: false, isRenewalAsked: false, ...parts,
}); // prettier-ignore
const listed = (parts: Partial<Listed> = {}): Listed => ({
  id: 's-1',
  notificationUrl: url,
  expiresAt: fresh,
  ...parts,
});
const plan = (facts: Partial<SubscriptionFacts>) =>
  planSubscriptions({
    wanted: ['/drives/d/root'],
    remembered: [remembered()],
    listed: [listed()],
    url,
    now,
    ...facts,
  });
const nothing = { remove: [], forget: [], renew: [], create: [] };

describe('the plan for subscriptions', () => {
  it('STO60 leaves a sound one alone', () => {
    expect(plan({})).toEqual(nothing);
  });

  it('STO60 makes one where there is none, and for each resource', () => {
    const wanted = ['/sites/s/lists/a', '/sites/s/lists/b'];

    expect(plan({ wanted, remembered: [], listed: [] })).toEqual({ ...nothing, create: wanted });
  });

  it.each([
    ['before', 1, []],
    ['after', -1, ['s-1']],
  ])('STO60 renews %s half of its life', (_, minutes, renew) => {
    const expiresAt = new Date(now.getTime() + lifeMs / 2 + minutes * 60_000);

    expect(plan({ listed: [listed({ expiresAt })] })).toEqual({ ...nothing, renew });
  });

  it('STO60 renews when Graph asks for it', () => {
    expect(plan({ remembered: [remembered({ isRenewalAsked: true })] })).toEqual({
      ...nothing,
      renew: ['s-1'],
    });
  });

  it.each([
    ['gone from Graph', { listed: [] }, { forget: ['s-1'] }],
    ['past its time', { listed: [listed({ expiresAt: now })] }, { remove: ['s-1'] }],
    ['of another address', { listed: [listed({ notificationUrl: `${url}2` })] }, { remove: ['s-1'] }],
    ['doubted', { remembered: [remembered({ isDoubted: true })] }, { remove: ['s-1'] }],
  ])('STO60 makes one anew that is %s', (_, facts, expected) => {
    expect(plan(facts)).toEqual({ ...nothing, create: ['/drives/d/root'], ...expected });
  });

  it('STO60 takes away its own that it does not remember, and leaves those of another address', () => {
    const strays = [
      listed({ id: 's-2' }),
      listed({ id: 's-3', notificationUrl: 'https://other.example/notices' }),
    ];

    expect(plan({ listed: [listed(), ...strays] })).toEqual({ ...nothing, remove: ['s-2'] });
  });

  it('STO60 ends what is no longer wanted', () => {
    expect(plan({ wanted: [], url: null })).toEqual({ ...nothing, remove: ['s-1'] });
  });
});
