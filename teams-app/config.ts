/** The settings of the tab; cli/ merges this slice with the others and parses once. */
import { z } from 'zod';

/** Teams on the desktop and on phones, and Teams on the web: the clients that ask for the tab's token. */
const teamsClients = '1fec8e78-bce4-4aaf-ab1b-5451cc387264,5e3ce6c0-2b1f-4285-8d4b-75ee78787346';

const listOf = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim().toLowerCase())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item));

/** An origin that may frame the tab: https, or http on this machine only. */
const frameHost = z
  .string()
  .regex(
    /^(https:\/\/[a-z0-9.-]+(:\d+)?|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)$/,
    'must be origins such as https://teams.caseworkcharity.example (http only on this machine)',
  );

/** The fields of the slice, for the one parse in cli/. */
export const tabConfig = z.object({
  /** Application (client) id of the tab's registration: the audience of its tokens. */
  CRR_TAB_APP_ID: z.guid('must be an application id such as 00000000-1111-4222-8333-444444444444'),
  /** The one Microsoft 365 tenant whose people are served. */
  CRR_TENANT_ID: z.string().regex(/^[0-9a-fA-F-]{36,37}$/, 'must be the id of your Microsoft 365 tenant'),
  /** Root of the login authority, without tenant. */
  CRR_AUTHORITY: z
    .url('must be an address such as https://login.microsoftonline.com')
    .transform((url) => url.replace(/\/+$/, ''))
    .prefault('https://login.microsoftonline.com'),
  /** Client ids whose tokens are accepted, with commas between them. */
  CRR_TAB_CLIENTS: listOf(z.guid('must be application ids with commas between them')).prefault(teamsClients),
  /** Further origins that may frame the tab, besides the Teams hosts; empty in production. */
  CRR_TAB_FRAME_HOSTS: listOf(frameHost).prefault(''),
});

/** The parsed slice. */
export type TabConfig = z.infer<typeof tabConfig>;
