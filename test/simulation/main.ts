/** `npm run simulate -- --schedules N --seed S [--story]`: many seeded schedules against the protocol; a failure is shrunk and told. */
import { seeded } from '../kit/seeded';
import { runSchedules, tell } from './schedules';

function numberAfter(flag: string, standard: number): number {
  const at = process.argv.indexOf(flag);
  const value = at < 0 ? standard : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 0)
    throw new RangeError(`${flag} takes a whole number, for example ${flag} ${standard}`);
  return value;
}

const schedules = numberAfter('--schedules', 2000);
const seed = numberAfter('--seed', seeded(Date.now() & 0x7fffffff).below(1_000_000_000));
const began = process.hrtime.bigint();
const result = runSchedules({ schedules, seed });
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
console.log(tell(result));
console.log(
  `${result.ran} schedules from seed ${seed} in ${seconds.toFixed(1)} s (${Math.round((result.ran / seconds) * 60)} a minute)`,
);
process.exit(result.failure || result.uncovered.length > 0 ? 1 : 0);
