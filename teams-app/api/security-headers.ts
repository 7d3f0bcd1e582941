/** The headers of every answer of the tab: only Teams may frame it, nothing inline runs, nothing is guessed. */
import { type RequestHandler } from 'express';

/** Hosts of Teams, the Microsoft 365 app and Outlook that show tabs. */
const teamsHosts = [
  'https://teams.microsoft.com',
  'https://*.teams.microsoft.com',
  'https://*.cloud.microsoft',
  'https://*.microsoft365.com',
  'https://*.office.com',
  'https://outlook.office.com',
  'https://outlook.office365.com',
  'https://outlook-sdf.office.com',
  'https://outlook-sdf.office365.com',
];

/** The policy; `nonce` opens it for the style elements the page's components make, null for answers that are no page. */
export function contentSecurityPolicy(frameHosts: readonly string[], nonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    // teams-js fetches the list of hosts it may talk to from Microsoft's CDN.
    "connect-src 'self' https://res.cdn.office.net",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${[...teamsHosts, ...frameHosts].join(' ')}`,
  ].join('; ');
}

/** Sets the headers; a page replaces the policy with one that carries its nonce. */
export function securityHeaders(frameHosts: readonly string[]): RequestHandler {
  const policy = contentSecurityPolicy(frameHosts, null);
  return (_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    });
    next();
  };
}
