/** Free text on its way into the register is questioned when it looks personal (S0-11); the author's word lets it through. */
import { type Organisation } from './organisation';
import { personalLooking } from './privacy';
import { refuse, type Refusal } from './refusal';

/** Names of the organisation's own regions, areas, departments and roles: they are no persons. */
function ordinaryNames(org: Organisation): string[] {
  return [
    org.name,
    org.help.name,
    ...org.areas.map((area) => area.name),
    ...org.regions.map((region) => region.name),
    ...Object.values(org.departments).map((department) => department.name),
    ...Object.values(org.labels),
  ];
}

/** Null when none of the texts looks personal, or the author has said that the details are needed. */
export function questionTexts(
  org: Organisation,
  texts: readonly string[],
  needed: boolean | undefined,
): Refusal | null {
  if (needed) return null;
  const names = ordinaryNames(org);
  const findings = texts.flatMap((text) => personalLooking(text, names));
  return findings.length === 0 ? null : refuse('looks-personal', { rule: 'S0-11', findings });
}
