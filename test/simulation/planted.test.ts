import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { patched } from './kill';
import { planted } from './planted';

const root = join(__dirname, '..', '..');

describe('planted bugs', () => {
  it.each(planted.map((bug) => [`${bug.store}: ${bug.name}`, bug] as const))(
    'SHT24 can still be planted: %s',
    (_name, bug) => {
      for (const patch of bug.patches) {
        const source = readFileSync(join(root, patch.file), 'utf8');
        const all = bug.patches.filter((one) => one.file === patch.file);

        expect(patched(source, all)).not.toBe(source);
      }
    },
  );
});
