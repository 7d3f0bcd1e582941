/** `risk-register verify`: holds database and register against each other and prints what differs. Changes nothing. */
import { errorCode } from '../state/errors';
import { verifyRegister, type Verdict } from '../sync/rebuild/verify-register';
import { ConfigError, type Environment } from './config';
import { openToRead, type RegisterDesk } from './desk';
import { exitOf } from './exit';
import { differenceWords, sayColumn, sayCount } from './words';

/** Long enough for a running service to finish what was under way at the first look. */
const secondLookMs = 5_000;

/** The process's exit code: 0 nothing differs, 1 something does, 2 it could not be found out (78 for settings). */
export async function verify(environment: Environment, say: (line: string) => void): Promise<number> {
  let desk: RegisterDesk;
  try {
    desk = await openToRead(environment);
  } catch (error) {
    const exit = exitOf(error);
    say(exit.message);
    return error instanceof ConfigError ? exit.code : 2;
  }
  try {
    const verified = await verifyRegister(desk.state, desk.store, { secondLookMs });
    if (verified.kind === 'verified') return report(verified.verdict, say);
    say(`The register could not be read (${verified.code}); see risk-register doctor.`);
    return 2;
  } catch (error) {
    say(`Database and register could not be compared (${errorCode(error)}); see risk-register doctor.`);
    return 2;
  } finally {
    await desk.close();
  }
}

function report(verdict: Verdict, say: (line: string) => void): number {
  const { checked, differences, late, waiting, auditBrokenAt } = verdict;
  for (const { code, subject, column } of differences)
    say(`differs  ${subject}: ${differenceWords[code]}${sayColumn(column)}`);
  for (const { riskId, kind } of late)
    say(`late     ${riskId}: ${kind === 'row' ? 'its line' : 'its values'} should have arrived an hour ago`);
  if (auditBrokenAt !== null) say(`broken   the audit does not hold from line ${auditBrokenAt} on`);
  const lines = sayCount(checked.lines, 'line');
  const values = sayCount(checked.published, 'published value set');
  say(`Compared ${sayCount(checked.risks, 'risk')} with ${lines} and ${values}; ${sayCount(checked.auditLines, 'audit line')} checked.`); // prettier-ignore
  if (waiting.length > 0)
    say(`${sayCount(waiting.length, 'line')} hold typing that the next readings will take: no difference.`);
  const found = differences.length + late.length + (auditBrokenAt === null ? 0 : 1);
  say(found === 0 ? 'Nothing differs.' : `${sayCount(found, 'finding')}. docs/operate/verify.md says what to do about each.`); // prettier-ignore
  return found === 0 ? 0 : 1;
}
