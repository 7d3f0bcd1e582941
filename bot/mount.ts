/** Puts the bot on an Express app: POST /api/messages behind the edge guard. */
import { type Express, type Request, type Response } from 'express';
import { errorCode } from '../state/errors';
import { type BotParts } from './bot-parts';
import { edge, refuseRequest } from './edge';
import { router } from './route';
import { createTeamsDeliverer } from './teams';

/** The mounted bot. */
export interface Bot {
  /** Sends and edits what the outbox holds for Teams. */
  deliver: ReturnType<typeof createTeamsDeliverer>;
}

/** Mount before any body parser of the app: the edge reads bodies itself, with its own limit. */
export function mountBot(app: Express, parts: BotParts): Bot {
  const handle = router(parts);
  app.all('/api/messages', ...edge(parts.config), (request: Request, response: Response) =>
    parts.gateway.receive(request, response, handle).catch((error: unknown) => {
      // Express would write the stack into the answer.
      parts.state.log.error('bot.receive-failed', { code: errorCode(error) });
      refuseRequest(response, 500, 'ServiceError');
    }),
  );
  return { deliver: createTeamsDeliverer(parts) };
}
