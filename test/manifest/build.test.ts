/** The Teams package is what Teams accepts: Microsoft's own schema, offline, and every refusal names its fault. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { buildPackage, PackageError, type PackageValues } from '../../manifest/build';

const values: PackageValues = {
  manifestId: '11111111-0000-4000-8000-000000000001',
  botId: '22222222-0000-4000-8000-000000000002',
  tabAppId: '33333333-0000-4000-8000-000000000003',
  publicUrl: 'https://risks.caseworkcharity.example',
};

async function built(given: PackageValues = values) {
  const files = unzipSync(await buildPackage(given));
  return { files, manifest: JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array())) };
}

/** Faults by Microsoft's schema, offline. In a process of its own: the validator pulls ES modules that jest cannot require. */
function schemaFaults(manifest: unknown): unknown {
  const script = `const { AppManifestUtils } = require('@microsoft/app-manifest');
    AppManifestUtils.validateAgainstSchema(JSON.parse(require('node:fs').readFileSync(0, 'utf8')))
      .then((faults) => process.stdout.write(JSON.stringify(faults)));`;
  const run = spawnSync(process.execPath, ['-e', script], {
    cwd: join(__dirname, '../..'),
    input: JSON.stringify(manifest),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`The schema validator did not run: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

/** Width, height and colour type from a PNG's header. */
function pngHead(bytes: Uint8Array | undefined): number[] {
  const view = new DataView((bytes ?? new Uint8Array(26)).slice().buffer);
  return [view.getUint32(16), view.getUint32(20), view.getUint8(25)];
}

async function problemsOf(given: unknown): Promise<readonly string[]> {
  const failure = await buildPackage(given as PackageValues).catch((error: unknown) => error);
  return failure instanceof PackageError ? failure.problems : [];
}

describe('the Teams package', () => {
  it('is valid by the schema it names', async () => {
    const { manifest } = await built();

    expect(schemaFaults(manifest)).toEqual([]);
  });

  it('would be found invalid if it were not: the schema is really applied', async () => {
    const { manifest } = await built();
    manifest.name.short = 'x'.repeat(31);

    expect(schemaFaults(manifest)).not.toEqual([]);
  });

  it('holds the manifest and both icons at the root', async () => {
    const { files } = await built();

    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect(pngHead(files['color.png'])).toEqual([192, 192, 6]);
    expect(pngHead(files['outline.png'])).toEqual([32, 32, 6]);
  });

  it('has the tab, the bot with its three commands, sign-in and the one domain', async () => {
    const { manifest } = await built();

    expect(manifest.staticTabs[0].contentUrl).toBe('https://risks.caseworkcharity.example/tab');
    expect(manifest.bots[0].scopes).toEqual(['personal']);
    expect(manifest.bots[0].commandLists[0].commands.map((one: { title: string }) => one.title)).toEqual([
      'Report a risk',
      'My work',
      'Help',
    ]);
    expect(manifest.webApplicationInfo).toEqual({
      id: values.tabAppId,
      resource: `api://risks.caseworkcharity.example/${values.tabAppId}`,
    });
    expect(manifest.validDomains).toEqual(['risks.caseworkcharity.example']);
    expect(JSON.stringify(manifest)).not.toMatch(/\{\w+\}/);
  });

  it('takes the values of another organisation', async () => {
    const { manifest } = await built({
      ...values,
      version: '2.10.3',
      tabResource: 'api://elsewhere.example/botid-22222222-0000-4000-8000-000000000002',
      developer: {
        name: 'Another Charity',
        websiteUrl: 'https://another.example',
        privacyUrl: 'https://another.example/privacy',
        termsOfUseUrl: 'https://another.example/terms',
      },
    });

    expect(manifest.developer.name).toBe('Another Charity');
    expect(manifest.version).toBe('2.10.3');
    expect(manifest.webApplicationInfo.resource).toContain('botid-');
    expect(schemaFaults(manifest)).toEqual([]);
  });
});

describe('values that cannot be used', () => {
  it('are all named at once', async () => {
    const problems = await problemsOf({
      ...values,
      botId: 'bot',
      version: '1',
      publicUrl: 'http://risks.example',
    });

    expect(problems.map((text) => text.split(':')[0])).toEqual(['botId', 'publicUrl', 'version']);
  });

  it.each([
    ['publicUrl', { publicUrl: 'https://risks.example/app' }],
    ['publicUrl', { publicUrl: 'https://risks.example/?x=1' }],
    ['tabResource', { tabResource: 'https://risks.example' }],
    [
      'developer.name',
      {
        developer: {
          name: 'x'.repeat(33),
          websiteUrl: 'https://a.example',
          privacyUrl: 'https://a.example',
          termsOfUseUrl: 'https://a.example',
        },
      },
    ],
    [
      'developer.privacyUrl',
      {
        developer: {
          name: 'A',
          websiteUrl: 'https://a.example',
          privacyUrl: 'javascript:alert(1)',
          termsOfUseUrl: 'https://a.example',
        },
      },
    ],
    ['manifestId', { manifestId: undefined }],
  ])('are refused: %s %j', async (name, wrong) => {
    const problems = await problemsOf({ ...values, ...wrong });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name}: `);
  });
});
