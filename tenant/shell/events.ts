/** Server-sent events of the shell: whatever changes in the box reaches every open page at once. */
import { type Response } from 'express';
import { type Box } from '../box';
import { type Connector } from '../connector/mount';

/** Comments keep proxies and browsers from closing a quiet stream. */
const KEEP_ALIVE_MS = 20_000;

/** Mounts /shell/events; each event's name is its kind, its data the rest as JSON. */
export function eventRoutes(box: Box, connector: Connector): void {
  const open = new Set<Response>();
  const tell = (kind: string, data: unknown): void => {
    for (const response of open) response.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const keepAlive = setInterval(() => {
    for (const response of open) response.write(': still here\n\n');
  }, KEEP_ALIVE_MS);
  keepAlive.unref();
  const stops = [
    connector.chats.onChange(({ kind, ...data }) => tell(kind, data)),
    box.onChange?.((what) => tell(what, what === 'clock' ? clockOf(box) : {})),
  ];
  box.app.get('/shell/events', (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write('retry: 1000\n\n');
    open.add(response);
    request.on('close', () => open.delete(response));
  });
  box.onStop(() => {
    clearInterval(keepAlive);
    for (const stop of stops) stop?.();
    for (const response of open) response.end();
  });
}

function clockOf(box: Box): { now: string; offsetMs: number } {
  return { now: box.clock.now().toISOString(), offsetMs: box.clock.offsetMs() };
}
