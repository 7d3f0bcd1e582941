import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));
}

/** "- **RSK1** …" at the beginning of a line is a rule. */
function rulesIn(markdown: string): string[] {
  return [...markdown.matchAll(/^- \*\*([A-Z]{3}\d+)\*\*/gm)].map((match) => match[1] ?? '');
}

/** Ids at the beginning of a title: it('RSK1 …'), it('RSK1, RSK2 …'), it.each(table)('RSK1 …'). */
function tagsIn(code: string): string[] {
  const titles = [...code.matchAll(/[()]\s*\(?\s*['"`]((?:[A-Z]{3}\d+[ ,]+)+)/g)];
  return titles.flatMap((match) => match[1]?.match(/[A-Z]{3}\d+/g) ?? []);
}

const rules = filesUnder(join(root, 'docs', 'spec'), '.md').flatMap((path) =>
  rulesIn(readFileSync(path, 'utf8')),
);
const tests = filesUnder(join(root, 'test'), '.test.ts')
  .filter((path) => path !== __filename)
  .map((path) => ({ path, tags: tagsIn(readFileSync(path, 'utf8')) }));

describe('the specification and the tests', () => {
  it('read each other: there are rules and there are tagged tests', () => {
    expect(rules.length).toBeGreaterThan(90);
    expect(tagsIn("it('ABC1 (S0-01) does', it.each(rows)('ABC2, ABC3 does %s', other('XYZ'))")).toEqual([
      'ABC1',
      'ABC2',
      'ABC3',
    ]);
  });

  it('have no rule number twice', () => {
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
  });

  it('have a test for every rule', () => {
    const tagged = new Set(tests.flatMap((test) => test.tags));

    expect(rules.filter((rule) => !tagged.has(rule))).toEqual([]);
  });

  it('have a rule for every tagged test', () => {
    const strays = tests.flatMap(({ path, tags }) =>
      tags.filter((tag) => !rules.includes(tag)).map((tag) => `${tag} in ${path.slice(root.length + 1)}`),
    );

    expect(strays).toEqual([]);
  });
});
