/** `npm run bench -- [--rows 2000,20000] [--review 5000] [--only workbook|lists|readers|protocol]`: what the jobs of a register cost. */
import { serveBox } from './box';
import { compareLibraries } from './libraries';
import { compareOnLists } from './lists';
import { measureProtocol, observing } from './protocol';
import { compareReaders, reading } from './readers';

async function main(words: string[]): Promise<void> {
  const [first = '', ...rest] = words;
  if (first === 'box') return serveBox(rest[0] ?? '');
  if (first === 'apart') return print(await figuresOf(rest));
  const after = (flag: string, standard: string) =>
    words[words.indexOf(flag) + 1 || words.length] ?? standard;
  const counts = after('--rows', '2000,20000').split(',').map(Number);
  const reviewed = Number(after('--review', '5000'));
  const only = after('--only', '');
  const isWanted = (part: string) => only === '' || only === part;
  if (isWanted('workbook')) for (const count of counts) await compareLibraries(count, reviewed);
  if (isWanted('lists')) for (const count of counts) await compareOnLists(count, reviewed);
  if (isWanted('readers')) await compareReaders(counts);
  if (isWanted('protocol')) measureProtocol();
}

/** What a process that was started for one figure measures. */
function figuresOf([job = '', ...words]: string[]): unknown {
  return job === 'observe' ? observing(Number(words[0])) : reading(words[0] ?? '', words[1] ?? '');
}

const print = (figures: unknown) => void process.stdout.write(JSON.stringify(figures));

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
