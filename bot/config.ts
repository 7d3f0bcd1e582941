/** The settings of the bot folder; cli/ merges this slice with the others and parses once. */
import { z } from 'zod';

const hostList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== ''),
  )
  .pipe(
    z.array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/, 'must be host names with commas between them')).min(1),
  );

/** Hosts of the Teams channel service: public cloud and the government clouds. */
const teamsHosts = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
].join(',');

/** The fields of the slice, for the one parse in cli/; `botConfigProblem` holds the rule across them. */
export const botConfig = z.object({
  /** Application (client) id of the bot's own registration; empty only with CRR_BOT_ANONYMOUS. */
  CRR_BOT_APP_ID: z
    .union([z.literal(''), z.uuid('must be an application id such as 00000000-1111-2222-3333-444444444444')])
    .default(''),
  /** Secret: the bot registration's client secret. */
  CRR_BOT_APP_SECRET: z.string().default(''),
  /** The one Microsoft 365 tenant whose people are served. */
  CRR_TENANT_ID: z.string().min(1, 'must be the id of your Microsoft 365 tenant'),
  /** Development on this machine only: accept messages without any token. */
  CRR_BOT_ANONYMOUS: z.enum(['true', 'false']).default('false'),
  CRR_BOT_SERVICE_HOSTS: hostList.prefault(teamsHosts),
  /** Where to write to somebody who never wrote; when not set, where the channel last wrote from. */
  CRR_BOT_SERVICE_URL: z.url('must be an address of the Teams channel').optional(),
  CRR_BOT_OPENID_METADATA: z
    .url()
    .default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
  CRR_BOT_TOKEN_ISSUER: z.string().min(1).default('https://api.botframework.com'),
  /** Where the tab's page lives; deep links carry it for people without the app. */
  CRR_TAB_URL: z.url(
    'must be the address of the tab, for example https://register.caseworkcharity.example/tab',
  ),
  /** Id deep links open: the manifest's id, or the catalogue's when the organisation published the app. */
  CRR_MANIFEST_ID: z.string().min(1),
});

/** The parsed slice. */
export type BotConfig = z.infer<typeof botConfig>;

/** What is wrong across the fields, as one sentence; null when the bot may start. */
export function botConfigProblem(config: BotConfig): { name: keyof BotConfig; problem: string } | null {
  const anonymous = config.CRR_BOT_ANONYMOUS === 'true';
  if (anonymous && config.CRR_BOT_APP_ID !== '')
    return {
      name: 'CRR_BOT_ANONYMOUS',
      problem: 'is for development without an app id; remove it, or remove CRR_BOT_APP_ID',
    };
  if (anonymous) return null;
  // An empty app id switches the SDK's token check off entirely, so it never starts by accident.
  if (config.CRR_BOT_APP_ID === '')
    return {
      name: 'CRR_BOT_APP_ID',
      problem: "must be the bot's application id; without it anybody could post as anybody",
    };
  if (config.CRR_BOT_APP_SECRET === '')
    return { name: 'CRR_BOT_APP_SECRET', problem: 'must be the client secret of the bot registration' };
  return null;
}

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])$/;

/** Whether the bot may answer to this channel address: an allowed host over https, or this machine when anonymous. */
export function isServiceUrlAllowed(config: BotConfig, serviceUrl: string): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const url = new URL(serviceUrl);
  if (url.username !== '' || url.password !== '') return false;
  const isLocal = loopback.test(url.hostname);
  if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:')) return false;
  const listed = [url.hostname, url.host].some((host) =>
    config.CRR_BOT_SERVICE_HOSTS.includes(host.toLowerCase()),
  );
  return listed || (isLocal && config.CRR_BOT_ANONYMOUS === 'true');
}
