/** `risk-register rebuild --from register | --to register`: makes a lost database, or a lost workbook, whole from the other. */
import { replacePeople } from '../state/people';
import { readDirectory } from '../sync/people';
import { rebuildFromRegister, type FromRegister } from '../sync/rebuild/from-register';
import { type Environment } from './config';
import { openToWrite, type RegisterDesk } from './desk';
import { exitOf } from './exit';
import { rebuildTo } from './rebuild-to';
import { sayCount, sayNote, sayRefusal } from './words';

const usage = [
  'risk-register rebuild --from register [--dry-run]   fill an empty database from the register',
  'risk-register rebuild --to register                 write a lost workbook or lost lines anew from the database',
];

/** The process's exit code: 0 done, 1 done with something to look at, 2 nothing done, 64 for other words, 69 or 78 as at a start. */
export async function rebuild(
  environment: Environment,
  words: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const asked = words.filter((word) => word !== '--dry-run').join(' ');
  const isDryRun = words.includes('--dry-run');
  if (asked !== '--from register' && (asked !== '--to register' || isDryRun)) {
    usage.forEach(say);
    return 64;
  }
  let desk: RegisterDesk;
  try {
    desk = await openToWrite(environment);
  } catch (error) {
    const exit = exitOf(error);
    say(exit.message);
    return exit.code;
  }
  try {
    return asked === '--to register' ? await rebuildTo(desk, say) : await rebuildFrom(desk, isDryRun, say);
  } finally {
    await desk.close();
  }
}

async function rebuildFrom(
  desk: RegisterDesk,
  isDryRun: boolean,
  say: (line: string) => void,
): Promise<number> {
  const { state, graph, store } = desk;
  const people = await readDirectory(graph, state.org);
  await state.db.tx((tx) => replacePeople(tx, state, people));
  const outcome = await rebuildFromRegister(state, store, { isDryRun });
  if (outcome.kind === 'done') return report(outcome, isDryRun, say);
  sayRefusal(outcome).forEach(say);
  return 2;
}

function report(
  { counts, notes, regions }: Extract<FromRegister, { kind: 'done' }>,
  isDryRun: boolean,
  say: (line: string) => void,
): number {
  for (const note of notes) say(sayNote(note));
  for (const [region, count] of Object.entries(regions)) say(`${region}: ${sayCount(count, 'risk')}`);
  say(`${isDryRun ? 'Would rebuild' : 'Rebuilt'} ${sayCount(counts.risks, 'risk')}, ${counts.withoutLine} of them without a line; ${sayCount(counts.published, 'published value set')} recognised, ${counts.toPublish} to be published anew.`); // prettier-ignore
  if (!isDryRun)
    say('Start the service. What people had typed and nobody had taken yet is taken by its first readings.');
  say('Not in the register, and so not rebuilt: reasons, who does a mitigation, weekly reviews, proposals, training and delegations, the audit before today.'); // prettier-ignore
  return notes.length === 0 ? 0 : 1;
}
