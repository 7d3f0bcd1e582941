/** Puts the tab on the product's web server: the page under /tab, its API under /tab/api. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import { type Organisation } from '../../register/organisation';
import { type SheetPort } from '../../register/sheet-port';
import { errorCode } from '../../state/errors';
import { type State } from '../../state/state';
import { type TabConfig } from '../config';
import { pageRoutes } from './page';
import { doorProblem, sendProblem } from './problem';
import { riskRoutes } from './risks';
import { sheetRoutes } from './sheet';
import { securityHeaders } from './security-headers';
import { createSignIn } from './sign-in';

/** What the tab is made of. */
export interface TabParts {
  state: State;
  config: TabConfig;
  org: Organisation;
  /** Folder of the built page (main.js); index.html is taken from there or from the sources. */
  webRoot: string;
  sheet: SheetPort;
}

/** Mounts /tab, /tab/main.js and /tab/api/*; nothing of a failure but a sentence leaves the server. */
export function mountTab(app: Express, parts: TabParts): void {
  const { config } = parts;
  const state = { ...parts.state, org: parts.org };
  const api = express.Router();
  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  const door = { state, signIn: createSignIn(config) };
  api.use(riskRoutes(door));
  api.use(sheetRoutes({ ...door, sheet: parts.sheet }));
  api.use((_request, response) => sendProblem(response, doorProblem('no-such-page')));
  api.use(failures(state));
  app.use('/tab', securityHeaders(config.CRR_TAB_FRAME_HOSTS));
  app.use('/tab/api', api);
  app.use('/tab', pageRoutes({ webRoot: parts.webRoot, frameHosts: config.CRR_TAB_FRAME_HOSTS }));
}

/** The message of an error may quote a row, so only its code is logged. */
function failures(state: State): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const code = errorCode(error);
    state.log.error('tab.failed', { code });
    if (response.headersSent) return next(error);
    sendProblem(response, doorProblem(code === 'unreachable' ? 'database-unavailable' : 'failed'));
  };
}
