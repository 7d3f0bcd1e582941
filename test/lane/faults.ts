/** The faults of a schedule: what the box does to the next request of a kind, and which of them struck. */
import { type Fault } from '../../tenant/faults';
import { type Tenant } from '../../tenant/start';
import { expectLateEffect } from './late-effects';

export type FaultAnswer = Fault['answer'];

/** Requests of one kind. */
export interface FaultTarget {
  method: string;
  path: string;
}

/** What may happen to requests of one store, and how often faults go where. */
export interface FaultSet {
  targets: Readonly<Record<string, FaultTarget>>;
  /** Names of targets; one that stands there more often is hit more often. */
  aim: readonly string[];
  /** Names of the faults that make sense at a target. */
  kindsAt(target: string): readonly string[];
  /** `pick` varies the fault; `times` is how many requests in a row it strikes. */
  answer(kind: string, target: string, pick: number): { answer: FaultAnswer; times: number };
}

const lateMs = (pick: number) => 2 + (pick % 14);

/** What may happen to any request, each as Graph gives it; `pick` varies how late a late one is. */
export const usualAnswers = {
  throttled: () => ({ status: 429, retryAfter: 5, commit: 'never' }),
  '503-before': () => ({ status: 503, commit: 'never' }),
  '503-after': () => ({ status: 503, commit: 'before' }),
  '504-before': () => ({ status: 504, commit: 'never' }),
  '504-after': () => ({ status: 504, commit: 'before' }),
  '504-late': (pick) => ({ status: 504, commit: 'after', afterMs: lateMs(pick) }),
  'reset-before': () => ({ reset: true, commit: 'never' }),
  'reset-after': () => ({ reset: true, commit: 'before' }),
  'reset-late': (pick) => ({ reset: true, commit: 'after', afterMs: lateMs(pick) }),
  truncated: () => ({ truncate: true }),
  'not-persisted': () => ({ ok: true, persist: false }),
} satisfies Record<string, (pick: number) => FaultAnswer>; // prettier-ignore
export type UsualKind = keyof typeof usualAnswers;
export const usualKinds = Object.keys(usualAnswers) as UsualKind[];

/** A pause the client is asked for while it reads would be waited for in earnest. */
export const throttledAsking: FaultAnswer = { status: 429, retryAfter: 0 };

/** Every fault and target a large set of schedules has to have met. */
export function faultCoverage(set: FaultSet): string[] {
  const kinds = new Set(Object.keys(set.targets).flatMap((target) => set.kindsAt(target)));
  return [
    ...[...kinds].map((kind) => `struck-${kind}`),
    ...Object.keys(set.targets).map((target) => `struck-on-${target}`),
    'late-effect',
  ];
}

export class PlannedFaults {
  private readonly names = new Map<object, { kind: string; target: string }>();
  private readonly release: () => void;

  constructor(
    private readonly tenant: Tenant,
    private readonly set: FaultSet,
    private readonly note: (what: string) => void,
  ) {
    const { faults } = tenant;
    const take = faults.take.bind(faults);
    faults.take = (req) => {
      const taken = take(req);
      const name = taken && this.names.get(taken);
      if (taken && name) this.struck(name);
      return taken;
    };
    this.release = () => void Reflect.deleteProperty(faults, 'take');
  }

  private struck({ kind, target }: { kind: string; target: string }): void {
    this.note(`struck-${kind}`);
    this.note(`struck-on-${target}`);
    if (!kind.endsWith('-late')) return;
    expectLateEffect();
    this.note('late-effect');
  }

  plan(a: number, b: number): string {
    const { set } = this;
    const target = set.aim[a % set.aim.length] as string;
    const kinds = set.kindsAt(target);
    const kind = kinds[b % kinds.length] as string;
    this.tenant.faults.add({ match: set.targets[target] as FaultTarget, ...set.answer(kind, target, b) });
    const planned = this.tenant.faults.pending().at(-1);
    if (planned) this.names.set(planned, { kind, target });
    return `${kind} on ${target}`;
  }

  /** No fault strikes any more. */
  end(): void {
    this.tenant.faults.clear();
    this.release();
  }
}
