/** Formulas that reach out of the workbook: another file, a web address, another program (sync facts 10.4). */

const functions =
  /(^|[^a-z0-9_.])(_xlfn\.)*(webservice|filterxml|hyperlink|image|rtd|call|register\.id|importdata|importxml|importhtml|importfeed|importrange)\s*\(/i;
/** [Book.xlsx]Sheet1!A1, and [1]Sheet1!A1 as files write it; a table's own [[#This Row],[Level]] is never followed by "!". */
const otherFile = /\[[^[\]]+\][^[\](),;+*&=<>|]*!/;
/** program|'topic'!item */
const otherProgram = /(?<![a-z0-9_.])[a-z0-9_.]+\|[^|]*!/i;

/** True when the formula (with or without its equals sign) fetches or sends something outside the workbook. */
export function reachesOutside(formula: string): boolean {
  // What stands in quotation marks is text; an apostrophe is part of a file's name.
  const code = formula.replace(/"(?:[^"]|"")*"/g, '""');
  return functions.test(code) || otherFile.test(code) || otherProgram.test(code);
}
