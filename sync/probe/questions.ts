/** The questions only a real tenant can answer about a workbook and about lists, in plain words, and what to do by hand where no program can ask. */

export interface Question {
  id: string;
  text: string;
  /** What a person does to find out; null when the program asks by itself. */
  byHand: string | null;
}

const own = (id: string, text: string): Question => ({ id, text, byHand: null });

/** In the order of the list of probes. */
export const questions: readonly Question[] = [
  own('P1', 'Does a new line keep the formulas of the grey columns?'),
  own('P2', 'May the service write to its hidden worksheet?'),
  {
    id: 'P3',
    text: 'Do the grey columns survive sorting, pasting, filling down and typing over, in the browser and on the desktop?',
    byHand:
      'In a copy of the register sort a region, paste a line, fill a grey cell down and type over one; then run risk-register verify against the copy.',
  },
  own('P4', 'Does one formula sent for a column reach every line?'),
  own('P5', 'Does a download show what was written through Excel a moment ago?'),
  {
    id: 'P6',
    text: 'How late may a write take effect that was answered 504?',
    byHand:
      'It cannot be provoked. Watch the log for register-write-unknown and compare with the file’s version history; CRR_RESEND_SETTLE_SECONDS must be longer.',
  },
  own('P7', 'Does a name of the workbook tell whether the columns stand as they were made?'),
  own('P8', 'Does Excel take requests from the service’s own account?'),
  own('P9', 'Is a request kept back when another, sent together with it and asked first, fails?'),
  own('P10', 'Is an unchanged file told by its tag alone?'),
  own('P11', 'Can a line be added while somebody has filtered the table?'),
  own('P12', 'How many lines does one request take?'),
  {
    id: 'P13',
    text: 'How long does Power Automate keep the file locked after a flow?',
    byHand:
      'Run a flow that changes a row of a copy, and open the copy on the desktop every minute until it can be edited.',
  },
  own('P14', 'Does text that looks like a formula stay text?'),
];

/** About lists. */
export const listQuestions: readonly Question[] = [
  own('L1', 'May the service make a list with its columns, and lines in it?'),
  own('L2', 'Is the hidden cell in which the service keeps what it wrote taken and given back?'),
  own('L3', 'Is a write under an older tag refused, with nothing written?'),
  own('L4', 'Is a second line with the same Risk ID refused?'),
  own('L5', 'Does what is told of changes carry the cells?'),
  own('L6', 'Are new and deleted lines told soon?'),
  own('L7', 'Is a line found by its Risk ID?'),
  own('L8', 'Does text stay as it was sent, an equals sign first and line breaks included?'),
];

/** The question with this id. */
export function questionOf(id: string): Question {
  const found = [...questions, ...listQuestions].find((one) => one.id === id);
  if (!found) throw new Error(`No question ${id}`);
  return found;
}
