/** Proof of identity in both directions: the channel's token to the bot and the bot's token to the channel. */
import { type Box } from '../box';
import { serviceUrl } from './activity';

/** Who signs the channel's tokens, and the audience of the bot's. */
export const CHANNEL_ISSUER = 'https://api.botframework.com';

const LIFETIME_SECONDS = 3600;

/** The Authorization header the channel sends to the bot; none while no app id is set. */
export async function channelAuthorization(box: Box): Promise<Record<string, string>> {
  const { botAppId } = box.options.teamsApp;
  if (botAppId === '') return {};
  // Tokens live in real time: the bot checks them against its own clock, which the box does not move.
  const now = Math.floor(Date.now() / 1000);
  const token = await box.keys.sign({
    iss: CHANNEL_ISSUER,
    aud: botAppId,
    serviceurl: serviceUrl(box),
    nbf: now - 300,
    exp: now + LIFETIME_SECONDS,
  });
  return { Authorization: `Bearer ${token}` };
}

/** Whether a call carries a token this box gave to the bot; always true while no app id is set. */
export async function isBot(box: Box, authorization: string | undefined): Promise<boolean> {
  const { botAppId } = box.options.teamsApp;
  if (botAppId === '') return true;
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return false;
  const claims = await box.keys.verify(token, { audience: CHANNEL_ISSUER });
  if (claims === null) return false;
  return [claims.appid, claims.azp].every((id) => id === undefined || id === botAppId);
}
