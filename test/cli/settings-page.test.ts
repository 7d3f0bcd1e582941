/** The settings page and the settings are held together: names both ways, and every default the page gives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, parseBoxConfig, parseConfig } from '../../cli/config';

const root = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

/** Rows of the page's tables: | `NAME` | meaning | default | … */
const documented = [
  ...read('docs', 'operate', 'settings.md').matchAll(
    /^\| `(CRR_\w+|DATABASE_URL)` +\| [^|]+\| *(?:`([^`|]+)`)? *\|/gm,
  ),
].map((match) => ({ name: match[1] ?? '', standard: match[2] ?? null }));

/** Keys of the zod slices, as they are written: a schema's key is the variable's name. */
const slices = ['cli', 'state', 'sync', 'bot', 'teams-app'].map((room) => read(room, 'config.ts')).join('\n');
const known = new Set([...slices.matchAll(/^ {2}(CRR_\w+|DATABASE_URL):/gm)].map((match) => match[1] ?? ''));

const id = '00000000-1111-4222-8333-444444444444';
const least = {
  CRR_ORGANISATION: './organisation.yaml',
  CRR_TENANT_ID: id,
  CRR_GRAPH_CLIENT_ID: id,
  CRR_GRAPH_CLIENT_SECRET: 'secret',
  CRR_DRIVE_ID: 'drive',
  CRR_WORKBOOK_FOLDER_ID: 'root',
  CRR_MAIL_SENDER: 'risk.register@caseworkcharity.example',
  CRR_BOT_APP_ID: id,
  CRR_BOT_APP_SECRET: 'secret',
  CRR_TAB_APP_ID: id,
  CRR_TAB_URL: 'https://register.caseworkcharity.example/tab',
  CRR_MANIFEST_ID: id,
};

function strangersAmong(names: readonly string[]): string[] {
  const environment = { ...Object.fromEntries(names.map((name) => [name, 'x'])), ...least };
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.filter((one) => one.problem.startsWith('is not a setting')).map((one) => one.name);
  }
}

describe('docs/operate/settings.md', () => {
  it('has every setting of the schema, once', () => {
    const names = documented.map((one) => one.name);

    expect(known.size).toBeGreaterThan(30);
    expect([...known].filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });

  it('has no setting the service does not know', () => {
    const names = documented.map((one) => one.name);

    expect(strangersAmong(names)).toEqual([]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(strangersAmong([...names, 'CRR_MISSPELT'])).toEqual(['CRR_MISSPELT']);
  });

  it('gives each default as the service has it', () => {
    const parsed: Partial<Record<string, unknown>> = { ...parseBoxConfig({}), ...parseConfig(least) };
    const withDefault = [...known].filter((name) => {
      const value = parsed[name];
      return !(name in least) && value !== undefined && String(value) !== '';
    });

    const wrong = withDefault.filter(
      (name) => documented.find((one) => one.name === name)?.standard !== String(parsed[name]),
    );

    expect(wrong).toEqual([]);
    expect(
      documented
        .filter((one) => one.standard !== null)
        .map((one) => one.name)
        .sort(),
    ).toEqual(withDefault.sort());
  });
});
