/** The lane at a workbook. */
import { excelEdits, type ExcelDesk } from './excel-editors';
import { excelFaults } from './excel-faults';
import { checkWorkbook, checkWorkbookAtRest } from './excel-oracle';
import { ExcelPaper } from './excel-paper';
import { type Office } from './office';
import { type Lane } from './world';

export function excelLane({ tenant }: Office): Lane {
  const paper = new ExcelPaper(tenant.workbook);
  const desk: ExcelDesk = { paper, formulas: new Set(), open: new Map() };
  return {
    paper,
    faults: excelFaults,
    edits: excelEdits(desk),
    checkAlways: (world) => checkWorkbook(world, desk),
    checkAtRest: checkWorkbookAtRest,
    hasWritten: () => tenant.wire.length > 0,
    restRequests: () => 1,
  };
}
