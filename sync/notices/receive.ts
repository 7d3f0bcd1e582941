/** What becomes of a change notice: the genuine ring the bell, at most once a second; the others are counted and nothing else. */
import { timingSafeEqual } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import {
  askRenewal,
  changeSubscriptions,
  doubtSubscriptions,
  markHeard,
  type ChangeSubscription,
} from '../../state/change-subscriptions';
import { errorCode } from '../../state/errors';
import { type State } from '../../state/state';
import { secretHashOf } from './subscribe';

export interface ReceivingParts {
  state: State;
  /** Looks at the register soon, in this process. */
  nudge: () => void;
  /** Shortest time between two rings, and between two looks into the database for subscriptions not known yet; one second unless given. */
  quietMs?: number;
}

export interface Receiver {
  /** Takes the parsed body of one request. Never throws; whoever sent it has been answered already. */
  take(body: unknown): Promise<void>;
  /** A request that was no notice at all. */
  refuse(): void;
  stop(): void;
}

/** As much of a notice as is used. Resource data are not looked at: the register itself is read. */
const envelope = z.object({
  value: z
    .array(
      z.object({
        subscriptionId: z.string().max(200),
        clientState: z.string().max(128),
        lifecycleEvent: z.string().max(60).optional(),
      }),
    )
    .max(1000),
});
type Notice = z.infer<typeof envelope>['value'][number];

export function createReceiver(parts: ReceivingParts): Receiver {
  return new NoticeReceiver(parts, parts.quietMs ?? 1000);
}

class NoticeReceiver implements Receiver {
  private known: ReadonlyMap<string, ChangeSubscription> = new Map();
  private learning: Promise<void> | null = null;
  private learnedAt = -Infinity;
  private readonly rung = new Set<string>();
  private rangAt = -Infinity;
  private timer: NodeJS.Timeout | null = null;
  private refused = 0;
  private stopped = false;

  constructor(
    private readonly parts: ReceivingParts,
    private readonly quietMs: number,
  ) {}

  async take(body: unknown): Promise<void> {
    const parsed = envelope.safeParse(body);
    if (!parsed.success || parsed.data.value.length === 0) return this.refuse();
    try {
      await this.judge(parsed.data.value);
    } catch (error) {
      // The database is away: the notice is lost, and the next look at the register is due all the same.
      this.parts.state.log.error('notice-not-taken', { code: errorCode(error) });
    }
  }

  refuse(): void {
    this.refused += 1;
    this.soon();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private async judge(notices: readonly Notice[]): Promise<void> {
    if (notices.some((one) => !this.known.has(one.subscriptionId))) await this.learn();
    const genuine = notices.filter((one) => this.isGenuine(one));
    this.refused += notices.length - genuine.length;
    const said = (event: string) =>
      genuine.filter((one) => one.lifecycleEvent === event).map((one) => one.subscriptionId);
    await this.heed(said('reauthorizationRequired'), said('subscriptionRemoved'));
    for (const { subscriptionId } of genuine) this.rung.add(subscriptionId);
    this.soon();
  }

  /** Subscriptions of other processes are learnt when they first ring; a stranger's flood costs one question a second. */
  private learn(): Promise<void> {
    if (this.learning) return this.learning;
    if (performance.now() - this.learnedAt < this.quietMs) return Promise.resolve();
    this.learnedAt = performance.now();
    this.learning = changeSubscriptions(this.parts.state.db, this.parts.state)
      .then((found) => {
        this.known = new Map(found.map((one) => [one.id, one]));
      })
      .finally(() => {
        this.learning = null;
      });
    return this.learning;
  }

  /** Hashes are compared, so that neither time nor length tells how much of a guess was right. */
  private isGenuine({ subscriptionId, clientState }: Notice): boolean {
    const expected = this.known.get(subscriptionId)?.secretHash ?? secretHashOf('');
    const isEqual = timingSafeEqual(
      Buffer.from(secretHashOf(clientState), 'hex'),
      Buffer.from(expected, 'hex'),
    );
    return isEqual && this.known.has(subscriptionId);
  }

  private async heed(renewal: readonly string[], removed: readonly string[]): Promise<void> {
    if (renewal.length + removed.length === 0) return;
    const { state } = this.parts;
    if (renewal.length > 0) await askRenewal(state.db, state, renewal);
    if (removed.length > 0) await doubtSubscriptions(state.db, state, removed);
    await state.jobs.send('notices', {});
  }

  /** At once when it has been quiet for a while; else when the second is over, once for all that came. */
  private soon(): void {
    if (this.timer || this.stopped) return;
    const waitMs = Math.max(0, this.rangAt + this.quietMs - performance.now());
    this.timer = setTimeout(() => void this.ring(), waitMs);
    this.timer.unref();
  }

  private async ring(): Promise<void> {
    this.timer = null;
    this.rangAt = performance.now();
    const { state, nudge } = this.parts;
    const ids = [...this.rung];
    const refused = this.refused;
    this.rung.clear();
    this.refused = 0;
    if (refused > 0) state.log.warn('notices-refused', { count: refused });
    if (ids.length === 0) return;
    try {
      // Kept before anybody looks: a process that has rested since must find that it was rung for.
      await markHeard(state.db, state, ids);
      await state.jobs.send('sync', {});
    } catch (error) {
      state.log.error('notice-not-taken', { code: errorCode(error) });
    }
    nudge();
  }
}
