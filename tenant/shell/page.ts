/** The shell's one HTML page, served under every address of the rail, and its script and style sheet. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { type Box } from '../box';

/** The pages of the rail; each can be opened by its address, with `?as=<user id>` for the person. */
const PAGES = ['/', '/chat', '/app', '/mail', '/clock', '/files', '/lists'];

/** Where the built script lies: beside this file when it is built, under dist/ when it runs from source. */
const BUNDLES = [join(__dirname, 'web'), join(__dirname, '..', '..', 'dist', 'tenant', 'shell', 'web')];

/** Mounts the pages, the assets, and Teams' own deep links to the app. */
export function pageRoutes(box: Box): void {
  box.app.get('/shell/assets/{*file}', assets());
  box.app.get('/l/entity/:app/:page', (request, response) => {
    const query = new URLSearchParams({ page: String(request.params.page) });
    const sub = subPage(request.query['context']);
    if (sub !== undefined) query.set('sub', sub);
    response.redirect(302, `/app?${query.toString()}`);
  });
  box.app.get(PAGES, (_request, response) => {
    response.set({
      'Content-Security-Policy': policy(box),
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    response.type('html').send(html(box.options.teamsApp.name));
  });
}

function assets(): RequestHandler {
  return (request, response, next) => {
    const folder = BUNDLES.find((one) => existsSync(join(one, 'main.js')));
    if (folder === undefined) {
      response
        .status(503)
        .type('text/plain')
        .send('The shell is not built yet. Build the project and reload.');
      return;
    }
    request.url = request.url.slice('/shell/assets'.length);
    express.static(folder, { index: false, maxAge: 0 })(request, response, next);
  };
}

/** The `subEntityId` of a deep link's context; undefined when there is none or it cannot be read. */
function subPage(context: unknown): string | undefined {
  if (typeof context !== 'string') return undefined;
  try {
    const parsed = JSON.parse(context) as { subEntityId?: unknown } | null;
    return typeof parsed?.subEntityId === 'string' ? parsed.subEntityId : undefined;
  } catch {
    // Teams opens the tab's first page when the context of a link is damaged; so do we.
    return undefined;
  }
}

function policy(box: Box): string {
  const tab = new URL(box.options.teamsApp.tabUrl).origin;
  return [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    `frame-src 'self' ${tab}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function html(appName: string): string {
  const title = appName.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shell/assets/main.css">
<script src="/shell/assets/main.js" defer></script>
</head>
<body><div id="shell"><noscript>This page needs JavaScript.</noscript></div></body>
</html>
`;
}
