/** Serves the built page: index.html with a fresh nonce, and its one script. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import express, { type Response, type Router } from 'express';
import { contentSecurityPolicy } from './security-headers';

const script = 'main.js';

/** Where index.html lies: beside the built script, or in the sources when this file runs from them or from dist/. */
function indexFile(webRoot: string): string {
  const places = [
    join(webRoot, 'index.html'),
    join(__dirname, '../web/index.html'),
    join(__dirname, '../../../teams-app/web/index.html'),
  ];
  return places.find(existsSync) ?? join(webRoot, 'index.html');
}

async function sendIndex(
  response: Response,
  parts: { webRoot: string; frameHosts: readonly string[] },
): Promise<void> {
  if (!existsSync(join(parts.webRoot, script))) {
    response
      .status(501)
      .type('text/plain')
      .send('The tab is not built yet. Run "npm run build" and start again.');
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  const html = await readFile(indexFile(parts.webRoot), 'utf8');
  response
    .set('Content-Security-Policy', contentSecurityPolicy(parts.frameHosts, nonce))
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(html.replaceAll('{{nonce}}', nonce).replaceAll('{{frameHosts}}', parts.frameHosts.join(' ')));
}

/** GET /tab and GET /tab/main.js. */
export function pageRoutes(parts: { webRoot: string; frameHosts: readonly string[] }): Router {
  const router = express.Router();
  router.get('/', (_request, response) => sendIndex(response, parts));
  router.get(`/${script}`, (_request, response) => {
    response.set('Cache-Control', 'no-cache').sendFile(script, { root: resolve(parts.webRoot) });
  });
  return router;
}
