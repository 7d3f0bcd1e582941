/** /healthz: the process answers. /readyz: what is not ready, in words a person can act on. */
import { type Express } from 'express';
import { errorCode } from '../state/errors';
import { undelivered } from '../state/outbox';
import { probeVerdicts } from '../state/probes';
import { type State } from '../state/state';
import { obstacleOf } from '../sync/probe/traits-from';
import { type Watch } from '../sync/watch';
import { obstacleWords } from './words';

const sentences: Readonly<Record<string, string>> = {
  'not-read-yet': 'the register has not been read yet',
  'not-a-workbook': 'the workbook is not a readable .xlsx file; put a good version back',
  'changed-while-read': 'the workbook changed again and again while it was read; it is tried again',
  'not-found': 'the workbook is not where it was; put it back or restore it',
};

export function mountHealth(
  app: Express,
  at: { state: State; store: 'excel' | 'lists' },
  watch: () => Watch | null,
): void {
  const { state } = at;
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const waiting = await notReady(at, watch());
    const notDelivered = waiting.includes('database') ? [] : await undelivered(state.db, state);
    response
      .status(waiting.length === 0 ? 200 : 503)
      .json({ status: waiting.length === 0 ? 'ready' : 'not ready', waiting, notDelivered });
  });
}

async function notReady(
  { state, store }: { state: State; store: 'excel' | 'lists' },
  watch: Watch | null,
): Promise<string[]> {
  try {
    const [row] = await state.db.query<{ people: number; late: boolean }>(
      `select count(*)::int as people, coalesce(max(refreshed_at) < now() - interval '1 hour', false) as late
       from person where organisation_id = $1`,
      [state.organisationId],
    );
    const register = watch?.trouble() ?? null;
    const obstacle = obstacleOf(await probeVerdicts(state.db, state, store));
    return [
      ...((row?.people ?? 0) === 0 ? ['directory: nobody has been read from it yet'] : []),
      ...(row?.late === true ? ['directory: not read for more than an hour; the log says why'] : []),
      ...(watch === null ? ['register: not watched yet'] : []),
      ...(obstacle === null ? [] : [`register: ${obstacleWords[obstacle].join(' ')}`]),
      ...(register === null ? [] : [`register: ${sentences[register] ?? register}`]),
    ];
  } catch (error) {
    state.log.error('database-unreachable', { code: errorCode(error) });
    return ['database'];
  }
}
