/** Reads open conflicts back out of a row's note, by the very sentence that said them. Pure. */
import { pairedFields } from '../../register/columns';
import { type SheetConflict } from '../../register/sheet-memory';
import { sayConflict } from '../../register/sheet-words';

const [sheetMark, serviceMark] = ['\u0001', '\u0002'];

/** The conflicts a note tells of; one whose sentence was cut off at the note's end is not among them. */
export function conflictsSaid(note: string): SheetConflict[] {
  return pairedFields.flatMap((field) => {
    const sentence = sayConflict({ field, sheet: sheetMark, service: serviceMark });
    const pattern = sentence
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(sheetMark, '(.*?)')
      .replace(serviceMark, '(.*?)');
    const found = new RegExp(pattern, 's').exec(note);
    return found ? [{ field, sheet: found[1] ?? '', service: found[2] ?? '' }] : [];
  });
}
