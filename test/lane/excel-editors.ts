/** What people do in a workbook only. */
import { type RiskId } from '../../register/ids';
import { rowMemory } from '../../state/memory';
import { levelFor, onLine, otherRegion, regionOf, remember, standing } from './editors';
import { type ExcelPaper, type OpenCopy } from './excel-paper';
import { type Edit } from './world';

/** What the people at one workbook have done so far. */
export interface ExcelDesk {
  paper: ExcelPaper;
  /** Formulas people typed into cells of theirs. */
  formulas: Set<string>;
  /** Copies people have open, by person. */
  open: Map<number, OpenCopy>;
}

export function excelEdits(desk: ExcelDesk): Readonly<Record<string, Edit>> {
  const { paper, formulas, open } = desk;
  return {
    'sort': async (_world, action) => {
      const region = regionOf(action);
      if (paper.lines().filter((line) => line.region === region).length < 2) return null;
      await paper.sort(region);
      return region;
    },
    'copy-row': onLine(async (_world, _action, line) => {
      await paper.copy(line);
      return line.riskId;
    }),
    'cut-to-other-region': onLine(async (_world, _action, line) => {
      const to = otherRegion(line.region);
      await paper.cut(line, to);
      return `${line.riskId} to ${to}`;
    }),
    'type-formula': onLine(async (_world, action, line) => {
      const formula = `=${action.n}+${action.b}`;
      formulas.add(formula);
      await paper.typeFormula(line, action.a % 2 ? 'notes' : 'level', formula);
      return `${line.riskId} ${formula}`;
    }),
    'clear-formula': onLine(async (_world, action, line) => {
      if (line.riskId === '') return null;
      await paper.clearShown(line, action.a % 2 ? 'category' : 'posture');
      return line.riskId;
    }),
    'type-over': onLine(async (world, action, line) => {
      const text = levelFor(action.a);
      if (standing(line, 'level') === text) return null;
      await remember(world, line, { field: 'level', text });
      await paper.typeOver(line, 'level', text);
      return `${line.riskId} level "${text}"`;
    }),
    'open-file': async (_world, action) => {
      open.set(action.who, await paper.open());
      return `by ${action.who}`;
    },
    'save-file': saveFile(desk),
  }; // prettier-ignore
}

/** The file is saved as it was opened, with one change of its own: everything written meanwhile is gone from it. */
function saveFile({ paper, open }: ExcelDesk): Edit {
  return async (world, action) => {
    const opened = open.get(action.who);
    if (!opened) return null;
    open.delete(action.who);
    world.saves += 1;
    const notes = `saved ${action.n}`;
    const saved = await paper.save(opened, { region: regionOf(action), line: action.b, notes });
    if (saved) {
      const memory = await rowMemory(world.state.db, world.state, saved.riskId as RiskId);
      const observed = memory?.typed.notes;
      world.typings.push({ at: world.step, riskId: saved.riskId, field: 'notes', text: notes, observed });
    }
    return `by ${action.who}${saved ? `, notes of ${saved.riskId}` : ''}`;
  };
}
