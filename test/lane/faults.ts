/** The faults of a schedule: what the box does to the next request of a kind, and which of them struck. */
import { type Fault } from '../../tenant/faults';
import { type Tenant } from '../../tenant/start';
import { expectLateEffect } from './late-effects';

type Answer = Fault['answer'];

const lateMs = (pick: number) => 2 + (pick % 14);

/** Each as Graph gives it; `pick` varies how late a late one is. */
const answers = {
  'throttled': () => ({ status: 429, retryAfter: 5, commit: 'never' }),
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
  locked: () => ({ status: 409, code: 'EditModeCannotAcquireLock', commit: 'never' }),
  'lost-session': () => ({ status: 404, code: 'invalidSessionReCreatable', commit: 'never' }),
} satisfies Record<string, (pick: number) => Answer>; // prettier-ignore
export type FaultKind = keyof typeof answers;
export const faultKinds = Object.keys(answers) as FaultKind[];

const targets = {
  rows: { method: 'POST', path: '/tables/Risks_[A-Z]+/rows' },
  events: { method: 'POST', path: '/tables/Ev/rows' },
  session: { method: 'POST', path: '/createSession' },
  columns: { method: 'GET', path: '/tables/Risks_[A-Z]+/columns' },
  tag: { method: 'GET', path: '/items/[^/]+$' },
  content: { method: 'GET', path: '/content$' },
} as const;
type FaultTarget = keyof typeof targets;
export const faultTargets = Object.keys(targets) as FaultTarget[];

/** Most go to what changes the register. Asking is repeated by the client after a real pause, so few go there. */
const aim: readonly FaultTarget[] = [
  ...Array<FaultTarget>(14).fill('rows'),
  ...Array<FaultTarget>(10).fill('events'),
  ...Array<FaultTarget>(3).fill('session'),
  'columns', 'tag', 'content',
]; // prettier-ignore

export class PlannedFaults {
  private readonly names = new Map<object, { kind: FaultKind; target: FaultTarget }>();
  private readonly release: () => void;

  constructor(
    private readonly tenant: Tenant,
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

  private struck({ kind, target }: { kind: FaultKind; target: FaultTarget }): void {
    this.note(`struck-${kind}`);
    this.note(`struck-on-${target}`);
    if (!kind.endsWith('-late')) return;
    expectLateEffect();
    this.note('late-effect');
  }

  plan(a: number, b: number): string {
    const target = aim[a % aim.length] as FaultTarget;
    const kind = faultKinds[b % faultKinds.length] as FaultKind;
    const isAsking = targets[target].method === 'GET';
    // A pause the client is asked for while it reads would be waited for in earnest.
    const answer = isAsking && kind === 'throttled' ? { status: 429, retryAfter: 0 } : answers[kind](b);
    this.tenant.faults.add({ match: targets[target], answer });
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
