/** The box's clock: forward only, kept, and its listeners done before it answers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClock, parseDuration } from '../../tenant/clock';
import { jsonOf, type RunningBox, startRunningBox } from '../kit/running-box';

describe('parseDuration', () => {
  it.each([
    ['PT15M', 900_000],
    ['PT1H30M', 5_400_000],
    ['P1D', 86_400_000],
    ['P7D', 604_800_000],
    ['P1W', 604_800_000],
    ['P1DT1S', 86_401_000],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', 'P', 'PT', 'P0D', '-P1D', 'P1M', 'P1Y', '15', 'PT1.5H', 'p1d', 'P99999999999999999W'])(
    'refuses "%s"',
    (text) => expect(parseDuration(text)).toBeNull(),
  );
});

describe('openClock', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'box-clock-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('keeps its offset over a restart', async () => {
    await (await openClock(home, () => undefined)).advance(5_000);
    const reopened = await openClock(home, () => undefined);
    expect(reopened.offsetMs()).toBe(5_000);
    expect(reopened.now().getTime() - Date.now()).toBeGreaterThan(4_000);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to move by %s', async (byMs) => {
    const clock = await openClock(home, () => undefined);
    await expect(clock.advance(byMs)).rejects.toThrow(RangeError);
    expect(clock.offsetMs()).toBe(0);
  });

  it('carries out two moves one after the other and awaits each listener', async () => {
    const seen: string[] = [];
    const clock = await openClock(home, async (offset) => {
      seen.push(`start ${offset}`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`end ${offset}`);
    });
    await Promise.all([clock.advance(1), clock.advance(2)]);
    expect(seen).toEqual(['start 1', 'end 1', 'start 3', 'end 3']);
  });

  it('goes on after a listener failed', async () => {
    let failing = true;
    const clock = await openClock(home, () => {
      if (failing) throw new Error('listener');
    });
    await expect(clock.advance(1)).rejects.toThrow('listener');
    failing = false;
    await clock.advance(1);
    expect(clock.offsetMs()).toBe(2);
  });
});

describe('/clock.json', () => {
  let box: RunningBox;
  const moved: number[] = [];
  beforeAll(async () => {
    box = await startRunningBox({
      options: {
        onClockMoved: async (offset) => {
          await new Promise((resolve) => setImmediate(resolve));
          moved.push(offset);
        },
      },
    });
  });
  afterAll(() => box.stop());
  const post = (body: string): Promise<Response> =>
    fetch(`${box.url}/clock.json`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });

  it('moves forward and answers only when the listener is done', async () => {
    const after = await jsonOf<{ now: string; offsetMs: number }>(post('{"advance":"P7D"}'));
    expect(after.offsetMs).toBe(604_800_000);
    expect(moved).toEqual([604_800_000]);
    expect(Date.parse(after.now) - Date.now()).toBeGreaterThan(604_700_000);
    expect((await jsonOf(fetch(`${box.url}/clock.json`)))['offsetMs']).toBe(604_800_000);
  });

  it.each(['{"advance":"-P1D"}', '{"advance":60}', '{}', 'null', '{"advance":'])(
    'refuses %s',
    async (body) => {
      expect((await post(body)).status).toBe(400);
      expect(box.tenant.clock.offsetMs()).toBe(604_800_000);
    },
  );
});
