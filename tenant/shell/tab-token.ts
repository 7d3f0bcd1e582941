/** The token Teams hands to the tab for its signed-in person. */
import express from 'express';
import { type Box, type BoxUser } from '../box';

/** Teams on the web, the client the app's registration pre-authorises. */
export const TEAMS_WEB_CLIENT = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346';

/** Mounts POST /shell/tab-token {userId}: what authentication.getAuthToken answers. */
export function tabRoutes(box: Box): void {
  box.app.post('/shell/tab-token', express.json(), async (request, response) => {
    const userId = (request.body as { userId?: unknown } | undefined)?.userId;
    const user = box.options.users.find((one) => one.id === userId && one.accountEnabled);
    if (user === undefined) {
      return void response.status(404).json({ error: 'Nobody in this tenant has that id.' });
    }
    response.set('Cache-Control', 'no-store').json({ token: await tabToken(box, user) });
  });
}

/** A delegated token of the tenant's authority for the tab's own API. */
export function tabToken(box: Box, user: BoxUser): Promise<string> {
  const { tenantId, teamsApp } = box.options;
  return box.keys.sign({
    iss: `${box.url()}/${tenantId}/v2.0`,
    aud: teamsApp.tabAppId,
    oid: user.id,
    tid: tenantId,
    sub: user.id,
    scp: 'access_as_user',
    azp: TEAMS_WEB_CLIENT,
    azpacr: '0',
    name: user.displayName,
    preferred_username: user.userPrincipalName,
    ver: '2.0',
  });
}
