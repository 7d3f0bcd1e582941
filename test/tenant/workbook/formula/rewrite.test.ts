/** Formula texts between the forms people type and files keep, and after cells have moved. */
import {
  followShift,
  moveFormula,
  toFileForm,
  toTypedForm,
} from '../../../../tenant/workbook/formula/rewrite';

describe('the file form of a typed formula', () => {
  it.each([
    ['=[@ID]', 'Risks[[#This Row],[ID]]'],
    ['=[@[Risk ID]]&"x"', 'Risks[[#This Row],[Risk ID]]&"x"'],
    ['=Ev[@Key]', 'Ev[[#This Row],[Key]]'],
    ['=SUM([Level])', 'SUM(Risks[Level])'],
    ['=MAXIFS(Ev[Seq],Ev[Key],[@ID])', '_xlfn.MAXIFS(Ev[Seq],Ev[Key],Risks[[#This Row],[ID]])'],
    ['=_xlfn.MAXIFS(Ev[Seq],Ev[Key],"MAXIFS(")', '_xlfn.MAXIFS(Ev[Seq],Ev[Key],"MAXIFS(")'],
    ["=[@[Level '[now']]]", "Risks[[#This Row],[Level '[now']]]"],
    ["=[@[It''s]]", "Risks[[#This Row],[It''s]]"],
    ['=[@[A]:[B]]', 'Risks[[#This Row],[A]:[B]]'],
    ['=Ev[[#Headers],[Seq]]', 'Ev[[#Headers],[Seq]]'],
    ['=Risks[[#This Row],[ID]]', 'Risks[[#This Row],[ID]]'],
    ['=A1+1', 'A1+1'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(toFileForm(typed, 'Risks')).toBe(kept);
  });

  it.each([
    ['Risks[[#This Row],[ID]]', '=[@ID]'],
    ['Risks[[#This Row],[Risk ID]]', '=[@[Risk ID]]'],
    ['Ev[[#This Row],[Key]]', '=Ev[@Key]'],
    ['_xlfn.MAXIFS(Ev[Seq],Ev[Key],1)', '=MAXIFS(Ev[Seq],Ev[Key],1)'],
    ["Risks[[#This Row],[Level '[now']]]", "=[@[Level '[now']]]"],
    ['cannot be read (', '=cannot be read ('],
  ])('%s is shown as %s', (kept, shown) => {
    expect(toTypedForm(kept, 'Risks')).toBe(shown);
  });
});

describe('formulas of moved cells', () => {
  it.each([
    ['A1+$B$2+C$3+$D4', 'B3+$B$2+D$3+$D6'],
    ['SUM(A1:B2)&"A1"', 'SUM(B3:C4)&"A1"'],
    ["'My sheet'!A1", "'My sheet'!B3"],
    ['Ev[A1]+LOG10(A1)', 'Ev[A1]+LOG10(B3)'],
  ])('%s copied two rows down and one column right reads %s', (text, moved) => {
    expect(moveFormula(text, 2, 1)).toBe(moved);
  });

  it('a reference pushed off the sheet becomes #REF!', () => {
    expect(moveFormula('A1', -1, 0)).toBe('#REF!');
  });

  it('references follow shifted cells of their own sheet and columns only', () => {
    const shift = { sheet: 'Main', left: 1, right: 3, from: 5, by: 2 };

    expect(followShift('A4+B5+SUM(C2:C9)+D5+$A$6', 'Main', shift)).toBe('A4+B7+SUM(C2:C11)+D5+$A$8');
    expect(followShift('A5+Main!A5', 'Other', shift)).toBe('A5+Main!A7');
  });
});
