/** Lanes that need a program a plain machine may lack. */

/** `missing`: what is not there, as a sentence; null when everything is. In CI a missing program is a failure, never a skip. */
export function laneOf(missing: string | null): typeof describe | typeof describe.skip {
  if (missing === null) return describe;
  if (process.env.CI === 'true') throw new Error(`${missing} CI must have it.`);
  process.stderr.write(`Skipped: ${missing}\n`);
  return describe.skip;
}
