/** The second lane in small: some schedules of each store, and every schedule that failed once. `npm run simulate:real` runs many. */
import { cases } from './cases';
import { openOffice, type Office } from './office';
import { storeKinds } from './plan';
import { runPlan } from './run-plan';
import { runSchedules } from './schedules';

const told = (failures: readonly { seed: number; message: string; story: readonly string[] }[]) =>
  failures.map(({ seed, message, story }) => [`seed ${seed}: ${message}`, ...story].join('\n')).join('\n\n');

describe.each(storeKinds)('%s through HTTP and PostgreSQL', (store) => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice(store);
  });
  afterAll(() => office.close());

  it('SHT24 keeps its invariants over some schedules, in which people, faults and stopped workers all meet', async () => {
    const { failures, coverage } = await runSchedules(office, { schedules: 6, from: 1 });

    expect(told(failures)).toBe('');
    for (const what of ['pass', 'fault', 'type-level', 'row-made', 'typing-judged'])
      expect(coverage[what] ?? 0).toBeGreaterThan(0);
  }, 90_000);

  const once = cases.filter(({ plan }) => plan.store === store);
  it.each(once.map(({ title, plan }) => [title, plan] as const))('%s', async (_title, plan) => {
    const { violation, story } = await runPlan(office, plan);

    expect(violation === null ? '' : [violation.message, ...story].join('\n')).toBe('');
  }, 60_000); // prettier-ignore
});
