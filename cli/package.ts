/** `risk-register package`: the Teams app package for this installation's settings. */
import { writeFile } from 'node:fs/promises';
import { buildPackage, PackageError } from '../manifest/build';
import { parseConfig, type Environment } from './config';

/** Writes the zip; the process's exit code. */
export async function packageApp(
  environment: Environment,
  words: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const out = words[0] === '--out' && words[1] ? words[1] : 'casework-risk-register.zip';
  const config = parseConfig(environment);
  try {
    const bytes = await buildPackage({
      manifestId: config.CRR_MANIFEST_ID,
      botId: config.CRR_BOT_APP_ID,
      tabAppId: config.CRR_TAB_APP_ID,
      publicUrl: new URL(config.CRR_TAB_URL).origin,
    });
    await writeFile(out, bytes);
    say(`${out}: ${bytes.length} bytes. Upload it in the Teams admin centre, under Manage apps.`);
    return 0;
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    error.problems.forEach((problem, index) => say(`${index + 1}. ${problem}`));
    return 78;
  }
}
