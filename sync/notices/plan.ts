/** Which subscriptions to make, prolong and take away. Pure. */
import { type ChangeSubscription } from '../../state/change-subscriptions';

/** A subscription as Graph lists it. */
export interface Listed {
  id: string;
  notificationUrl: string;
  expiresAt: Date;
}

export interface SubscriptionPlan {
  /** Ids to be deleted in Graph and forgotten here. */
  remove: string[];
  /** Ids that Graph no longer has, to be forgotten here. */
  forget: string[];
  renew: string[];
  /** Resources without a subscription that counts. */
  create: string[];
}

/** What is so and what should be. */
export interface SubscriptionFacts {
  /** Resources to be watched; none when notices are switched off. */
  wanted: readonly string[];
  remembered: readonly ChangeSubscription[];
  /** All subscriptions of the app registration, those of other installations included. */
  listed: readonly Listed[];
  /** Where our notices go; null when they are switched off. */
  url: string | null;
  now: Date;
}

/** A short life lets what was forgotten vanish by itself; a weekend without the service does not end it. */
export const lifeMs = 3 * 86_400_000;

/** Renewal at half life; another installation's subscriptions, known by their address, are left alone. */
export function planSubscriptions({
  wanted,
  remembered,
  listed,
  url,
  now,
}: SubscriptionFacts): SubscriptionPlan {
  const inGraph = new Map(listed.map((one) => [one.id, one]));
  const isSound = (one: ChangeSubscription) => {
    const there = inGraph.get(one.id);
    return (
      wanted.includes(one.resource) &&
      !one.isDoubted &&
      there?.notificationUrl === url &&
      there.expiresAt > now
    );
  };
  const sound = remembered.filter(isSound);
  const unsound = remembered.filter((one) => !sound.includes(one)).map((one) => one.id);
  const known = new Set(remembered.map((one) => one.id));
  const strays = listed
    .filter((one) => one.notificationUrl === url && !known.has(one.id))
    .map((one) => one.id);
  const isDue = (one: ChangeSubscription) =>
    one.isRenewalAsked || (inGraph.get(one.id)?.expiresAt.getTime() ?? 0) - now.getTime() < lifeMs / 2;
  return {
    remove: [...unsound.filter((id) => inGraph.has(id)), ...strays],
    forget: unsound.filter((id) => !inGraph.has(id)),
    renew: sound.filter(isDue).map((one) => one.id),
    create: wanted.filter((resource) => !sound.some((one) => one.resource === resource)),
  };
}
