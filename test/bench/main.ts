/** `npm run bench -- [--rows 2000,20000] [--only libraries|protocol]`: what the jobs of a register cost. Figures, never verdicts. */
import { serveBox } from './box';
import { compareLibraries } from './libraries';
import { measureProtocol, serveProtocol } from './protocol';

async function main([first = '', ...rest]: string[]): Promise<void> {
  if (first === 'box') return serveBox(rest[0] ?? '');
  if (first === 'protocol-of') return serveProtocol(rest[0] ?? '', Number(rest[1]));
  const words = [first, ...rest];
  const after = (flag: string, standard: string) =>
    words[words.indexOf(flag) + 1 || words.length] ?? standard;
  const only = after('--only', '');
  if (only !== 'protocol')
    for (const rows of after('--rows', '2000,20000').split(',').map(Number)) await compareLibraries(rows);
  if (only !== 'libraries') await measureProtocol();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
