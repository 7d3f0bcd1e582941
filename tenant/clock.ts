/** The tenant's own clock: real time plus an offset that only grows, kept in the home folder. */
import { join } from 'node:path';
import { type Express, json } from 'express';
import { type BoxClock } from './box';
import { readJsonFile, writeJsonFile } from './json-file';

const unitMs = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 } as const;
const durationForm = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds; null when it is not one or is empty. */
export function parseDuration(text: string): number | null {
  const parts = durationForm.exec(text);
  if (!parts) return null;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  const total =
    (weeks ?? 0) * unitMs.W +
    (days ?? 0) * unitMs.D +
    (hours ?? 0) * unitMs.H +
    (minutes ?? 0) * unitMs.M +
    (seconds ?? 0) * unitMs.S;
  return total > 0 && Number.isSafeInteger(total) ? total : null;
}

/** Opens the clock of a home folder; `onMoved` is awaited after each move. */
export async function openClock(
  home: string,
  onMoved: (offsetMs: number) => void | Promise<void>,
): Promise<BoxClock> {
  const path = join(home, 'clock.json');
  const kept = (await readJsonFile(path)) as { offsetMs?: unknown } | undefined;
  let offset = typeof kept?.offsetMs === 'number' ? kept.offsetMs : 0;
  let queue: Promise<void> = Promise.resolve();

  const move = async (byMs: number): Promise<void> => {
    await writeJsonFile(path, { offsetMs: offset + byMs });
    offset += byMs;
    await onMoved(offset);
  };
  return {
    now: () => new Date(Date.now() + offset),
    offsetMs: () => offset,
    async advance(byMs) {
      if (!Number.isFinite(byMs) || byMs <= 0)
        throw new RangeError('The clock of the box only moves forward.');
      const moved = queue.then(() => move(byMs));
      // The next move waits for this one whether or not its listener failed; the caller of this one gets the failure.
      queue = moved.catch(() => undefined);
      await moved;
    },
  };
}

/** `GET /clock.json` and `POST /clock.json {"advance":"PT15M"}`, for scripts and the clock page. */
export function mountClock(app: Express, clock: BoxClock): void {
  const reading = (): { now: string; offsetMs: number } => ({
    now: clock.now().toISOString(),
    offsetMs: clock.offsetMs(),
  });
  app.get('/clock.json', (_req, res) => void res.json(reading()));
  app.post('/clock.json', json(), async (req, res) => {
    const advance = (req.body as { advance?: unknown } | undefined)?.advance;
    const byMs = typeof advance === 'string' ? parseDuration(advance) : null;
    if (byMs === null) {
      res
        .status(400)
        .json({ error: 'Send {"advance":"PT15M"}: a duration such as PT15M, PT1H, P1D or P7D.' });
      return;
    }
    await clock.advance(byMs);
    res.json(reading());
  });
}
