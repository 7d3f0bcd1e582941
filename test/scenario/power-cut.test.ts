/** The process is killed in the middle of reports: what was acknowledged is in the sheet after the restart, once. */
import { rm } from 'node:fs/promises';
import { buttonOf, dataFor, textOf } from './kit/card';
import { sheetOf } from './kit/file';
import { Persona } from './kit/people';
import { freshHome, settingsFor } from './kit/place';
import { aReport, riskIdOn } from './kit/report';
import { isReady, startProgram, type Program } from './kit/spawned';
import { eventually, until } from './kit/until';

/** How often the process is killed; more by CRR_TEST_KILLS. */
const kills = Number(process.env.CRR_TEST_KILLS ?? '10');
const reporters = ['CW-01', 'CW-02', 'CW-03'];

let home: string;
let settings: Record<string, string>;
let program: Program | undefined;
const acknowledged: { id: string; summary: string }[] = [];

beforeAll(async () => {
  home = await freshHome();
  settings = await settingsFor(home);
}, 20_000);
afterAll(async () => {
  await program?.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}, 30_000);

/** Reports without pause until the connection breaks. */
async function keepReporting(at: Program, code: string, cycle: number): Promise<void> {
  const who = new Persona(at, code);
  for (let number = 1; number <= 20; number += 1) {
    const summary = `Loose step number ${cycle} ${number} near the ${code.toLowerCase()} gate.`;
    try {
      const home = await who.send(await anyCard(who), {
        verb: 'open',
        data: { v: 1, verb: 'open', show: 'report' },
      });
      const send = buttonOf(home.card, 'Report it');
      const data = dataFor(home.card, send, aReport({ 'What is the risk?': summary }));
      const answer = await who.send(home, { verb: send.verb, data });
      if (textOf(answer.card).includes('Reported:'))
        acknowledged.push({ id: riskIdOn(answer.card), summary });
    } catch {
      // The power cut is the point of the story: whatever was not acknowledged is not claimed.
      return;
    }
  }
}

async function anyCard(who: Persona): Promise<{ messageId: string; card: Record<string, unknown> }> {
  const [card] = await who.cards();
  return card ?? who.say('hello');
}

/** The moment of each cut: after so many acknowledged reports, and some milliseconds into the next. The same in every run. */
async function moment(cycle: number, before: number): Promise<void> {
  await until('enough reports', () => acknowledged.length >= before + (cycle % 4), 20_000);
  await new Promise((resolve) => setTimeout(resolve, (cycle * 37) % 200));
}

it(
  'every acknowledged report is in the sheet once, however often the process is killed',
  async () => {
    for (let cycle = 0; cycle < kills; cycle += 1) {
      program = startProgram(settings);
      await isReady(program);
      const at = program;
      const before = acknowledged.length;
      const reporting = reporters.map((code) => keepReporting(at, code, cycle));
      await moment(cycle, before);
      await program.kill();
      await Promise.all(reporting);
      expect(at.printed()).not.toMatch(/\n\s+at /);
    }
    program = startProgram(settings);
    await isReady(program);
    const last = program;

    const expected = [...new Set(acknowledged.map(({ id }) => id))].sort();
    await eventually(async () => {
      const ids = (await sheetOf(last, 'Northshire')).ids();
      expect(expected.filter((id) => !ids.includes(id))).toEqual([]);
    }, 60_000);

    const table = await sheetOf(last, 'Northshire');
    expect(acknowledged.length).toBeGreaterThanOrEqual(kills);
    expect(expected).toHaveLength(acknowledged.length);
    for (const { id, summary } of acknowledged) {
      const lines = table.lines.filter((line) => table.shows(line, 'Risk ID') === id);
      expect(lines.map((line) => table.shows(line, 'Summary'))).toEqual([summary]);
    }
    const ids = table.ids().filter((id) => id !== '');
    expect(new Set(ids).size).toBe(ids.length);
  },
  60_000 + kills * 20_000,
);
