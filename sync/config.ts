/** The settings of the sync folder; cli/ merges this slice with the others and parses once. */
import { z } from 'zod';
import { leastSettleMs } from './request-time';

const seconds = (standard: number, least: number) =>
  z.coerce.number().int().min(least).max(86_400).default(standard);

/** Plain http would hand tokens to anybody on the way, so it is for this machine only. */
const address = (example: string) =>
  z
    .string()
    .refine(isSafeAddress, `must be an https address such as ${example} (http only for this machine)`)
    .transform((text) => text.replace(/\/+$/, ''));

/** The fields of the slice, for the one parse in cli/; `syncConfigProblems` holds the rules across them. */
export const syncConfig = z.object({
  /** Where the register is kept. */
  CRR_STORE: z.enum(['excel', 'lists']).default('excel'),
  /** Graph's address with its version, for national clouds and the box. */
  CRR_GRAPH_ROOT: address('https://graph.microsoft.com/v1.0').prefault('https://graph.microsoft.com/v1.0'),
  /** The login authority without the tenant. */
  CRR_AUTHORITY: address('https://login.microsoftonline.com').prefault('https://login.microsoftonline.com'),
  CRR_TENANT_ID: z.string().min(1, 'must be the id of your Microsoft 365 tenant'),
  /** Application (client) id of the registration that reads and writes the register. */
  CRR_GRAPH_CLIENT_ID: z
    .string()
    .min(1, 'must be an application id such as 00000000-1111-2222-3333-444444444444'),
  /** Secret; exactly one of this and the certificate. */
  CRR_GRAPH_CLIENT_SECRET: z.string().min(1).optional(),
  /** PEM file with the private key and, if wanted, the certificate. */
  CRR_GRAPH_CERTIFICATE_PATH: z.string().min(1).optional(),
  /** SHA-256 thumbprint of the certificate, 64 hexadecimal digits. */
  CRR_GRAPH_CERTIFICATE_THUMBPRINT: z
    .string()
    .regex(/^[0-9A-Fa-f]{64}$/, 'must be the SHA-256 thumbprint: 64 hexadecimal digits')
    .optional(),
  /** The document library and the folder in it that hold the workbook; needed by the workbook only. */
  CRR_DRIVE_ID: z.string().default(''),
  CRR_WORKBOOK_FOLDER_ID: z.string().default(''),
  CRR_WORKBOOK_NAME: z
    .string()
    .regex(/^[^\\/:*?"<>|#%]+\.xlsx$/, 'must be a file name ending in .xlsx')
    .default('Casework Risk Register.xlsx'),
  /** The SharePoint site that holds the lists; needed by lists only. */
  CRR_SITE_ID: z.string().default(''),
  /** Mailbox the service sends from. */
  CRR_MAIL_SENDER: z.email('must be a mailbox such as risk.register@caseworkcharity.example'),
  /** How often the register is looked at. */
  CRR_POLL_SECONDS: seconds(60, 1),
  /** Public address of the product, at which Graph rings when the register has changed; not set: no notices. */
  CRR_NOTICE_URL: address('https://register.caseworkcharity.example').optional(),
  /** How often the register is looked at while Graph rings for it. */
  CRR_SWEEP_MINUTES: z.coerce.number().int().min(1).max(1440).default(5),
  /** How long an edit must stand still before it is taken as finished. */
  CRR_SETTLE_SECONDS: seconds(60, 0),
  /** How long after an attempt began whose outcome is unknown a new line is looked for before it is sent again. */
  CRR_RESEND_SETTLE_SECONDS: seconds(180, 0),
  /** How long a line must be gone before its deletion is believed. */
  CRR_DELETE_AFTER_MINUTES: z.coerce.number().int().min(0).max(10_080).default(10),
});

/** The parsed slice. */
export type SyncConfig = z.infer<typeof syncConfig>;

/** What is wrong across the fields: name and sentence for each; empty when sync may start. */
export function syncConfigProblems(config: SyncConfig): { name: keyof SyncConfig; problem: string }[] {
  const problems: { name: keyof SyncConfig; problem: string }[] = [];
  const hasSecret = config.CRR_GRAPH_CLIENT_SECRET !== undefined;
  const hasPath = config.CRR_GRAPH_CERTIFICATE_PATH !== undefined;
  const hasThumbprint = config.CRR_GRAPH_CERTIFICATE_THUMBPRINT !== undefined;
  if (hasPath !== hasThumbprint)
    problems.push({
      name: hasPath ? 'CRR_GRAPH_CERTIFICATE_THUMBPRINT' : 'CRR_GRAPH_CERTIFICATE_PATH',
      problem: 'must be set together with the other CRR_GRAPH_CERTIFICATE setting',
    });
  if (hasSecret === (hasPath || hasThumbprint))
    problems.push({
      name: 'CRR_GRAPH_CLIENT_SECRET',
      problem: hasSecret
        ? 'must be removed when a certificate is configured: exactly one way to sign in'
        : 'must be set, or CRR_GRAPH_CERTIFICATE_PATH and CRR_GRAPH_CERTIFICATE_THUMBPRINT: one way to sign in',
    });
  // In the box nothing lags; anywhere else a shorter time makes double lines.
  if (!isLoopback(config.CRR_GRAPH_ROOT) && config.CRR_RESEND_SETTLE_SECONDS * 1000 < leastSettleMs)
    problems.push({
      name: 'CRR_RESEND_SETTLE_SECONDS',
      problem: `must be ${leastSettleMs / 1000} or more: until then a line that was sent may still turn up`,
    });
  return problems;
}

/** What each store cannot do without, and what it is. */
const neededBy: Record<SyncConfig['CRR_STORE'], Partial<Record<keyof SyncConfig, string>>> = {
  excel: {
    CRR_DRIVE_ID: 'the id of the document library that holds the workbook',
    CRR_WORKBOOK_FOLDER_ID: 'the item id of the folder that holds the workbook, or root',
  },
  lists: {
    CRR_SITE_ID: 'the id of the SharePoint site that holds the lists',
  },
};

/** Settings that the chosen store needs and nobody gave. Looks at them as given, so that they are told with all other problems. */
export function missingForStore(
  given: Readonly<Record<string, string | undefined>>,
): { name: string; problem: string }[] {
  const store = given['CRR_STORE'] === 'lists' ? 'lists' : 'excel';
  return Object.entries(neededBy[store])
    .filter(([name]) => (given[name] ?? '') === '')
    .map(([name, what]) => ({ name, problem: `is not set; it is ${what}` }));
}

const loopback = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

/** Whether this address never leaves the machine. */
export function isLoopback(address: string): boolean {
  return URL.canParse(address) && loopback.test(new URL(address).hostname);
}

function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(text));
}
