import { openOffice } from './office';
import { drawPlan } from './plan';
import { runPlan } from './run-plan';
import { seeded } from '../kit/seeded';
async function main() {
  const office = await openOffice();
  const from = Number(process.argv[2] ?? 1),
    count = Number(process.argv[3] ?? 10);
  const fails = new Map<string, number[]>();
  const began = performance.now();
  const cover = new Map<string, number>();
  try {
    for (let seed = from; seed < from + count; seed++) {
      const out = await runPlan(office, drawPlan(seeded(seed), seed));
      for (const [k, v] of out.coverage) cover.set(k, (cover.get(k) ?? 0) + v);
      if (out.violation) {
        const key = out.violation.message.slice(0, 3) + out.violation.name;
        fails.set(key, [...(fails.get(key) ?? []), seed]);
        console.log('seed', seed, out.violation.message);
        if (count === 1) console.log(out.violation.stack, out.story.join('\n'));
      }
    }
  } finally {
    console.log(
      ((performance.now() - began) / count).toFixed(0),
      'ms each',
      [...fails],
      [...cover]
        .sort()
        .map((e) => e.join(' '))
        .join(', '),
    );
    await office.close();
  }
}
void main();
