/** Which lines of the service's table may go: pure, by cases and by seeded tables. */
import { compaction, leastLines, shortTable } from '../../../sync/protocol/compact';
import { seeded } from '../../kit/seeded';

interface Line {
  seq: number;
  key: string;
}

/** So many versions of one key, then whatever else is given. */
const versions = (key: string, count: number, from = 1): Line[] =>
  Array.from({ length: count }, (_, index) => ({ seq: from + index, key }));

/** Everything read back. */
function newest(lines: readonly Line[]): Map<string, number> {
  const top = new Map<string, number>();
  for (const { seq, key } of lines) top.set(key, Math.max(seq, top.get(key) ?? 0));
  return top;
}

it('STO51 lets the superseded head of the table go, up to the first line that counts', () => {
  const lines = [...versions('A', leastLines), { seq: 5000, key: 'B' }, ...versions('A', 3, 6000)];

  expect(compaction(lines, newest(lines))).toEqual({
    kind: 'delete',
    seqs: versions('A', leastLines).map((line) => line.seq),
  });
});

it('STO51 leaves a table alone while there is little to gain', () => {
  const lines = [...versions('A', leastLines), { seq: 5000, key: 'B' }];

  // The last version of A counts, so one line less is superseded.
  expect(compaction(lines, newest(lines))).toBeNull();
  expect(compaction([], new Map())).toBeNull();
});

it('STO51 keeps whatever has not been read back, or stands above what replaced it', () => {
  const lines = [...versions('A', leastLines + 10), { seq: 9000, key: 'A' }];

  expect(compaction(lines, new Map())).toBeNull();
  // Something newer is on its way: the key is not among those read back.
  expect(compaction(lines, new Map([['B', 9000]]))).toBeNull();
  // Read back in an earlier reading and no longer there: somebody took it out.
  expect(compaction(lines.slice(0, -1), new Map([['A', 9000]]))).toBeNull();
  // Somebody sorted the table: the newest stands on top.
  expect(compaction([...lines].reverse(), newest(lines))).toBeNull();
});

it('STO52 publishes once more what still counts at the head of a long table, and then the head may go', () => {
  const first = versions('A', 1);
  const lines = [...first, ...versions('B', shortTable + 100, 2)];

  const again = compaction(lines, newest(lines));
  expect(again).toEqual({ kind: 'publish-again', keys: ['A'] });

  const later = [...lines, { seq: 9000, key: 'A' }];
  expect(compaction(later, newest(later))).toMatchObject({ kind: 'delete' });
  // Until the line at the end was read back the one at the head stays.
  expect(compaction(later, new Map([...newest(lines)].filter(([key]) => key !== 'A')))).toBeNull();
});

it('STO52 does not move lines about for the sake of a table that is mostly needed', () => {
  const needed = Array.from({ length: shortTable }, (_, index) => ({ seq: index + 1, key: `K${index}` }));
  const lines = [...needed, ...versions('K0', 1500, 5000)];

  expect(compaction(lines, newest(lines))).toBeNull();
});

it('STO51, STO52 of any table never touch what counts, and come to an end', () => {
  let acted = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    const { next: random } = seeded(seed);
    let seq = 0;
    const keys = 1 + Math.floor(random() * 900);
    let lines = Array.from({ length: 500 + Math.floor(random() * 5000) }, () => ({
      seq: (seq += 1 + Math.floor(random() * 3)),
      key: `K${Math.floor(random() ** 3 * keys)}`,
    }));
    const shown = newest(lines);
    for (let step = 0; ; step += 1) {
      const plan = compaction(lines, newest(lines));
      if (plan === null) break;
      acted += 1;
      expect(step).toBeLessThan(20);
      if (plan.kind === 'publish-again') {
        lines = [...lines, ...plan.keys.map((key) => ({ seq: (seq += 1), key }))];
        for (const key of plan.keys) shown.set(key, newest(lines).get(key) ?? 0);
      } else lines = lines.slice(plan.seqs.length);
      expect(newest(lines)).toEqual(shown);
    }
  }
  expect(acted).toBeGreaterThan(30);
});
