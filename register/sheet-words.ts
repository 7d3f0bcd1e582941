/** What the sheet's Check column says about a row, in the words of a helpful colleague. */
import { columnOf, typedColumn, type PairedField, type TypedField } from './columns';
import { type Refusal } from './refusal';
import { listed, requirementWords } from './requirement-words';
import { type Quarantine, type SheetConflict } from './sheet-memory';
import { type Understood } from './sheet-values';
import { labels } from './vocabulary';

const headingOf = (field: TypedField) => columnOf(typedColumn(field)).heading;

/** A typed value that could not be read. The last good value stays in effect. */
export function sayNotUnderstood(
  field: TypedField,
  problem: Extract<Understood, { ok: false }>['problem'] | 'not-a-case-ref' | 'too-long' | 'looks-personal',
): string {
  const heading = headingOf(field);
  switch (problem) {
    case 'not-in-list':
      return `${heading}: please choose from the list; the last value stays in effect.`;
    case 'not-a-date':
      return `${heading}: please type a date.`;
    case 'unclear-date':
      return `${heading}: please write the month in words, for example 3 April 2026.`;
    case 'unknown-person':
      return `${heading}: please use the name or e-mail address as Teams shows it.`;
    case 'not-a-case-ref':
      return `${heading}: please type a Mosaic reference such as MOS-90001, or leave it empty.`;
    case 'too-long':
      return `${heading}: please keep it to 500 characters.`;
    case 'looks-personal':
      return `${heading}: this may name or identify a person; keep only what safety needs.`;
  }
}

/** Its Risk ID stands on another line too. */
export const sayTwice = 'This Risk ID stands on two lines. Keep one.';

/** A cell of their own that somebody emptied. */
export function sayEmptied(field: TypedField): string {
  return `${headingOf(field)}: this cell is empty; the register keeps what it said.`;
}

/** A constant in a shaded column that shows something else than the register holds. */
export function sayTypedOver(field: PairedField, service: string): string {
  const { heading } = columnOf(`now:${field}`);
  return `${heading}: typed over here; the register holds ${service === '' ? 'nothing' : service}. Please empty this cell, and type in "${headingOf(field)}".`;
}

/** A change that the rules do not let the sheet make; `rom` is what a ROM is called here. */
export function sayHeld(field: TypedField, refusal: Refusal, rom: string): string {
  const heading = headingOf(field);
  switch (refusal.code) {
    case 'rom-only':
      return `${heading}: only the ${rom} decides this, in Teams. They have been told.`;
    case 'missing':
      return `${heading}: still needed first: ${listed(refusal.needs.map((need) => requirementWords[need]))}.`;
    case 'illegal-step':
      return `${heading}: not possible from ${labels.status[refusal.from]}.`;
    default:
      return `${heading}: please make this change in Teams. The ${rom} has been told.`;
  }
}

const says = (text: string) => (text === '' ? 'says nothing' : `says "${text}"`);

/** Sheet and Teams disagree: what each says, and how it ends. A summary is left to the card, for the cell has room for two lines. */
export function sayConflict({ field, sheet, service }: SheetConflict): string {
  const end = 'Choose in Teams, or type anew.';
  if (field === 'summary') return `${headingOf(field)}: sheet and Teams differ. ${end}`;
  return `${headingOf(field)}: the sheet ${says(sheet)}, Teams ${says(service)}. ${end}`;
}

/** A row from which nothing is taken until a colleague has looked. */
export function sayQuarantined(why: Quarantine['why']): string {
  switch (why) {
    case 'pasted-over':
      return 'This line reads like another case now: nothing is taken from it until a colleague has looked.';
    case 'formula':
      return 'A text on this line has become a formula: nothing is taken from it until it is text again.';
    case 'misplaced':
      return 'Texts on this line stand under other headings than they were written for: nothing is taken from it until they stand under their own, or a colleague has looked.';
  }
}

/** On a line that says what the row of this risk said until its Risk ID was cleared. */
export function sayUnnumbered(riskId: string): string {
  return `This line reads as ${riskId}. Please type that Risk ID in it again; if ${riskId} has a line already, delete this one.`;
}

/** On a line typed without a Risk ID, once it has its own. */
export function sayRegistered(riskId: string): string {
  return `Registered as ${riskId}. Please delete this line and use that one.`;
}
