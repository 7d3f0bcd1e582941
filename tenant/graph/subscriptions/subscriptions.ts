/** Change notifications: who wants to hear of the library or of a list, for how long, and the bell that tells them. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readJsonFile, writeJsonFile } from '../../json-file';
import { type Faults } from '../../faults';
import { Delivery, type NoticeTimes, usualTimes } from './delivery';

/** What is watched: the library, or a list by its id. */
export type Watched = 'drive' | (string & {});

/** A subscription as it is kept. */
export interface Subscription {
  id: string;
  /** As the subscriber wrote it. */
  resource: string;
  watched: Watched;
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  clientState: string | null;
  /** ISO 8601, by the box's clock. */
  expirationDateTime: string;
  applicationId: string;
}

/** The subscriptions of the tenant; those past their time are forgotten when somebody looks. */
export class Subscriptions {
  readonly times: NoticeTimes = { ...usualTimes };
  private readonly delivery: Delivery;
  private readonly ringing = new Map<string, NodeJS.Timeout>();
  private kept: Subscription[] = [];
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private readonly about: { now: () => Date; tenantId: string; faults: Faults },
  ) {
    this.delivery = new Delivery(about.faults, this.times);
  }

  /** Reads what an earlier run kept. */
  static async open(
    home: string,
    about: { now: () => Date; tenantId: string; faults: Faults },
  ): Promise<Subscriptions> {
    const path = join(home, 'subscriptions.json');
    const subscriptions = new Subscriptions(path, about);
    subscriptions.kept = ((await readJsonFile(path)) ?? []) as Subscription[];
    return subscriptions;
  }

  /** Those that have not expired; of one app when its id is given. */
  all(applicationId?: string): Subscription[] {
    const now = this.about.now().getTime();
    this.kept = this.kept.filter(({ expirationDateTime }) => Date.parse(expirationDateTime) > now);
    return this.kept.filter((one) => applicationId === undefined || one.applicationId === applicationId);
  }

  /** Adds a subscription whose address has been proved. */
  async add(wanted: Omit<Subscription, 'id'>): Promise<Subscription> {
    const subscription = { id: randomUUID(), ...wanted };
    this.kept.push(subscription);
    await this.save();
    return subscription;
  }

  /** Prolongs a subscription. */
  async renew(subscription: Subscription, expirationDateTime: string): Promise<void> {
    subscription.expirationDateTime = expirationDateTime;
    await this.save();
  }

  /** Ends a subscription; no further notice is sent. */
  async remove({ id }: Subscription): Promise<void> {
    this.kept = this.kept.filter((one) => one.id !== id);
    clearTimeout(this.ringing.get(id));
    this.ringing.delete(id);
    await this.save();
  }

  /** Something watched has changed: its subscribers are told soon. */
  ring(watched: Watched): void {
    for (const { id } of this.all().filter((one) => one.watched === watched)) {
      if (this.ringing.has(id)) continue;
      this.ringing.set(id, setTimeout(() => this.tell(id), this.times.debounceMs).unref());
    }
  }

  /** Ends all sending; what is not delivered by now is lost, as it is when Graph gives up. */
  async close(): Promise<void> {
    for (const timer of this.ringing.values()) clearTimeout(timer);
    this.ringing.clear();
    await this.delivery.close();
    await this.saving;
  }

  private tell(id: string): void {
    this.ringing.delete(id);
    const found = this.all().find((one) => one.id === id);
    if (!found) return;
    const isList = found.watched !== 'drive';
    this.delivery.send(found.notificationUrl, {
      subscriptionId: found.id,
      clientState: found.clientState,
      subscriptionExpirationDateTime: found.expirationDateTime,
      resource: found.resource,
      resourceData: { '@odata.type': `#Microsoft.Graph.${isList ? 'List' : 'DriveItem'}` },
      changeType: 'updated',
      tenantId: this.about.tenantId,
    });
  }

  private save(): Promise<void> {
    const saved = this.saving.then(() => writeJsonFile(this.path, this.kept));
    // The next save writes everything again; the caller of this one learns of its failure.
    this.saving = saved.catch(() => undefined);
    return saved;
  }
}
