/** Builds the Teams app package: the template filled with one tenant's values, both icons, in one zip. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';

const guid = z.guid('a GUID such as 00000000-0000-4000-8000-000000000001');
const https = z.url({ protocol: /^https$/, error: 'an https address' }).max(2048, 'at most 2048 characters');

/** What differs from tenant to tenant; see manifest/README.md for where each value is found. */
export const packageValuesSchema = z.object({
  /** The app's own id; also the one in deep links until the catalogue gives another. */
  manifestId: guid,
  botId: guid,
  /** App registration the tab signs in with. */
  tabAppId: guid,
  /** Where people's clients reach the product, without a path. */
  publicUrl: https
    .refine(
      (url) => new URL(url).pathname === '/' && !/[?#]/.test(url),
      'an address without path, e.g. https://risks.example',
    )
    .transform((url) => new URL(url).origin),
  /** Application ID URI of the tab's registration; api://<host>/<tabAppId> when left out. */
  tabResource: z
    .string()
    .regex(/^api:\/\/\S+$/, 'an Application ID URI such as api://host/app-id')
    .max(100, 'at most 100 characters')
    .optional(),
  version: z
    .string()
    .regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/, 'a version such as 1.0.0')
    .default('1.0.0'),
  developer: z
    .object({
      name: z.string().min(1).max(32, 'at most 32 characters'),
      websiteUrl: https,
      privacyUrl: https,
      termsOfUseUrl: https,
    })
    .default({
      name: 'The Casework Charity',
      websiteUrl: 'https://caseworkcharity.example',
      privacyUrl: 'https://caseworkcharity.example/privacy',
      termsOfUseUrl: 'https://caseworkcharity.example/terms',
    }),
});
export type PackageValues = z.input<typeof packageValuesSchema>;

/** Limits of the Teams schema that a changed template could break; the full schema is held in tests. */
const manifestLimits = z.looseObject({
  name: z.object({ short: z.string().min(1).max(30), full: z.string().max(100) }),
  description: z.object({ short: z.string().min(1).max(80), full: z.string().min(1).max(4000) }),
  accentColor: z.string().regex(/^#[0-9A-Fa-f]{6}$/, 'a colour such as #1F5C63'),
  staticTabs: z.array(z.looseObject({ name: z.string().max(128), contentUrl: https })).max(16),
  bots: z.array(
    z.looseObject({
      commandLists: z.array(
        z.looseObject({
          commands: z
            .array(z.object({ title: z.string().max(32), description: z.string().max(128) }))
            .max(10),
        }),
      ),
    }),
  ),
  validDomains: z.array(z.string().regex(/^[a-z0-9.*:-]+$/i, 'a host name without scheme or path')).max(16),
});

/** The package cannot be built; `problems` lists every fault at once. */
export class PackageError extends Error {
  constructor(
    readonly code: 'invalid-values' | 'invalid-template',
    readonly problems: readonly string[],
  ) {
    super(`The Teams package cannot be built. ${problems.map((text, at) => `${at + 1}. ${text}`).join(' ')}`);
    this.name = 'PackageError';
  }
}

function checked<Out>(schema: z.ZodType<Out>, value: unknown, code: PackageError['code']): Out {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new PackageError(
    code,
    result.error.issues.map((issue) => `${issue.path.join('.') || 'values'}: ${issue.message}.`),
  );
}

function filled(node: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof node === 'string')
    return node.replace(/\{(\w+)\}/g, (hole, name: string) => {
      const value = values[name];
      if (value === undefined)
        throw new PackageError('invalid-template', [`manifest.json has an unknown place ${hole}.`]);
      return value;
    });
  if (Array.isArray(node)) return node.map((part) => filled(part, values));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, filled(part, values)]));
}

/** The template lies beside this file, or in manifest/ of the checkout when this file runs compiled from dist/. */
function templateFolder(): string {
  return existsSync(join(__dirname, 'color.png')) ? __dirname : join(__dirname, '..', '..', 'manifest');
}

/** The zip to upload in the Teams admin centre. Throws PackageError naming every problem. */
export async function buildPackage(values: PackageValues): Promise<Uint8Array> {
  const given = checked(packageValuesSchema, values, 'invalid-values');
  const { developer, ...own } = given;
  const publicHost = new URL(given.publicUrl).host;
  const folder = templateFolder();
  const [template, color, outline] = await Promise.all(
    ['manifest.json', 'color.png', 'outline.png'].map((name) => readFile(join(folder, name))),
  );
  if (!template || !color || !outline)
    throw new PackageError('invalid-template', ['a file of manifest/ is missing.']);
  const manifest = filled(JSON.parse(template.toString('utf8')), {
    ...own,
    publicHost,
    tabResource: given.tabResource ?? `api://${publicHost}/${given.tabAppId}`,
    developerName: developer.name,
    websiteUrl: developer.websiteUrl,
    privacyUrl: developer.privacyUrl,
    termsOfUseUrl: developer.termsOfUseUrl,
  });
  checked(manifestLimits, manifest, 'invalid-template');
  return zipSync({
    'manifest.json': strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
    'color.png': new Uint8Array(color),
    'outline.png': new Uint8Array(outline),
  });
}
