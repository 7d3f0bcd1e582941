/** Starting with something wrong: one clear sentence or a numbered list, no stack trace, nothing damaged. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sheetOf } from './kit/file';
import { freshHome, inWorkbookOnly, listenSomewhere, settingsFor } from './kit/place';
import { ending, isReady, startProgram } from './kit/spawned';

const example = join(__dirname, '..', '..', 'cli', 'demo', 'organisation.yaml');
let settings: Record<string, string>;
const homes: string[] = [];

beforeEach(async () => {
  const home = await freshHome();
  homes.push(home);
  settings = await settingsFor(home);
});
afterAll(async () => {
  for (const home of homes) await rm(home, { recursive: true, force: true, maxRetries: 3 });
});

const noTrace = (printed: string) => expect(printed).not.toMatch(/\n\s+at |node:internal|\bError:/);

it.each([
  ['CRR_PORT', 'CRR_PORT'],
  ['CRR_TENANT_PORT', 'CRR_TENANT_PORT'],
])(
  'a taken port is named with its setting: %s',
  async (setting, named) => {
    const taken = await listenSomewhere();

    const { code, printed } = await ending(startProgram({ ...settings, [setting]: String(taken.port) }));
    await taken.close();

    expect(code).toBe('69');
    expect(printed).toContain(named);
    expect(printed).toMatch(/taken by another program/);
    noTrace(printed);
  },
  60_000,
);

it('a data folder in use by another process is refused, and the first goes on', async () => {
  const first = startProgram(settings);
  await isReady(first);
  const others = await settingsFor(settings.CRR_HOME);

  const { code, printed } = await ending(startProgram(others));
  const answer = await fetch(`${first.product}/readyz`);
  await first.stop();

  expect(code).toBe('69');
  expect(printed).toMatch(/in use|another process|already/i);
  noTrace(printed);
  expect(answer.status).toBe(200);
}, 90_000);

it('an organisation file with mistakes is answered with a numbered list of all of them', async () => {
  const path = join(settings.CRR_HOME ?? '', 'organisation.yaml');
  const good = await readFile(example, 'utf8');
  await writeFile(path, good.replace('area: north', 'area: nowhere').replace('hour: 9', 'hour: 99'));

  const { code, printed } = await ending(startProgram({ ...settings, CRR_ORGANISATION: path }));

  expect(code).toBe('78');
  expect(printed).toContain('  1. ');
  expect(printed).toMatch(/nowhere|hour/);
  noTrace(printed);
}, 60_000);

it('an organisation file that is no YAML names the line', async () => {
  const path = join(settings.CRR_HOME ?? '', 'organisation.yaml');
  await writeFile(path, 'name: "unfinished\nregions: [');

  const { code, printed } = await ending(startProgram({ ...settings, CRR_ORGANISATION: path }));

  expect(code).toBe('78');
  expect(printed).toMatch(/not valid YAML \(line \d+\)/);
  noTrace(printed);
}, 60_000);

it('a misspelt setting is named together with every other problem', async () => {
  const { code, printed } = await ending(
    startProgram({ ...settings, CRR_POL_SECONDS: '5', CRR_SETTLE_SECONDS: 'soon' }),
  );

  expect(code).toBe('78');
  expect(printed).toContain('CRR_POL_SECONDS');
  expect(printed).toContain('CRR_SETTLE_SECONDS');
  noTrace(printed);
}, 60_000);

it('a word the command does not know is answered with what it knows', async () => {
  const { code, printed } = await ending(startProgram(settings, ['run', '--emtpy']));

  expect(code).toBe('64');
  expect(printed).toContain('--empty');
  noTrace(printed);
}, 60_000);

inWorkbookOnly(
  'a damaged workbook at the start is said in words and left as it is, and a good one put back is used',
  async () => {
    const first = startProgram(settings);
    await isReady(first);
    await first.stop();
    const good = `${first.workbook}.good`;
    await copyFile(first.workbook, good);
    await mkdir(join(settings.CRR_HOME ?? '', 'tenant'), { recursive: true });
    await writeFile(first.workbook, 'This is no workbook.');

    const second = startProgram(settings);
    const { printed, code } = await outcomeOf(second);
    noTrace(printed);
    expect(await readFile(first.workbook, 'utf8')).toBe('This is no workbook.');
    await copyFile(good, first.workbook);
    const third = code === null ? second : startProgram(settings);
    await isReady(third);
    const table = await sheetOf(third, 'Northshire');
    await third.stop();

    expect(table.lines.length).toBeGreaterThanOrEqual(5);
  },
  120_000,
);

/** Either the program ends with a sentence, or it runs and /readyz says what is wrong. */
async function outcomeOf(
  program: ReturnType<typeof startProgram>,
): Promise<{ printed: string; code: string | null }> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const ended = program.ended();
    if (ended !== null) {
      expect(program.printed()).toMatch(/workbook|\.xlsx/i);
      return { printed: program.printed(), code: String(ended) };
    }
    const body = await fetch(`${program.product}/readyz`).then(
      (answer) => answer.text(),
      () => '',
    );
    if (/workbook/.test(body)) return { printed: program.printed(), code: null };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Neither ended nor said what is wrong: ${program.printed()}`);
}
