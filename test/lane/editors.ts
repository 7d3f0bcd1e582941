/** What people do to the register by hand, one act a step. */
import { type PairedField, type TypedField } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { labels, levels } from '../../register/vocabulary';
import { rowMemory } from '../../state/memory';
import { regionIds } from './office';
import { type PaperLine } from './paper';
import { type Action } from './plan';
import { nasty } from './teams';
import { type World } from './world';

/** Carries out an act of a person; null when there was nothing to do it to, else what the story says of it. */
export async function edit(world: World, action: Action): Promise<string | null> {
  const { paper } = world;
  const region = regionIds[action.a % regionIds.length] as RegionId;
  const here = paper.lines().filter((line) => line.region === region);
  switch (action.kind) {
    case 'sort':
      if (here.length < 2) return null;
      await paper.sort(region);
      return region;
    case 'insert-line':
      return insertLine(world, action, region);
    case 'open-file':
      world.open.set(action.who, await paper.open());
      return `by ${action.who}`;
    case 'save-file':
      return saveFile(world, action, region);
    default: {
      const line = here[action.b % Math.max(1, here.length)];
      return line ? editLine(world, action, line) : null;
    }
  }
}

async function insertLine(world: World, action: Action, region: RegionId): Promise<string> {
  const summary = `${nasty[action.b % nasty.length]} by hand ${action.n}`;
  await world.paper.insert(region, action.b, { summary, level: labels.level.medium });
  world.handMade.push(summary.trim());
  return `${region} "${summary}"`;
}

async function editLine(world: World, action: Action, line: PaperLine): Promise<string | null> {
  const { paper } = world;
  switch (action.kind) {
    case 'delete-row':
      await paper.remove(line);
      return line.riskId;
    case 'copy-row':
      await paper.copy(line);
      return line.riskId;
    case 'cut-to-other-region': {
      const to = regionIds[(regionIds.indexOf(line.region) + 1) % regionIds.length] as RegionId;
      await paper.cut(line, to);
      return `${line.riskId} to ${to}`;
    }
    case 'type-formula': {
      const formula = `=${action.n}+${action.b}`;
      world.formulas.add(formula);
      await paper.typeFormula(line, action.a % 2 ? 'notes' : 'level', formula);
      return `${line.riskId} ${formula}`;
    }
    case 'clear-formula':
      if (line.riskId === '') return null;
      await paper.clearShown(line, action.a % 2 ? 'category' : 'posture');
      return line.riskId;
    default:
      return typeText(world, action, line);
  }
}

async function typeText(world: World, action: Action, line: PaperLine): Promise<string | null> {
  const typed = typingFor(action);
  if (!typed) return null;
  const { field, text } = typed;
  // Typing what already stands there changes nothing that anybody could see; and a constant over the shown cell hides what is typed beside it.
  const isOver = action.kind === 'type-over';
  if (standing(line, field) === text || (!isOver && line.over[field as PairedField] !== undefined))
    return null;
  const memory =
    line.riskId === '' ? null : await rowMemory(world.state.db, world.state, line.riskId as RiskId);
  const observed = memory?.typed[field];
  world.typings.push({ at: world.step, riskId: line.riskId, field, text: text.trim(), observed });
  if (isOver) await world.paper.typeOver(line, field as PairedField, text);
  else await world.paper.type(line, field, text);
  return `${line.riskId} ${field} "${text}"`;
}

/** What a line says about a field: a constant over the shown cell is a statement, else the cell people type in. */
export function standing(line: PaperLine, field: TypedField): string {
  return line.over[field as PairedField] ?? line.typed[field];
}

function typingFor(action: Action): { field: TypedField; text: string } | null {
  switch (action.kind) {
    case 'type-level':
    case 'type-over':
      return { field: 'level', text: labels.level[levels[action.a % levels.length] as 'low'] };
    case 'type-status':
      return { field: 'status', text: action.a % 3 === 0 ? labels.status.inactive : labels.status.recorded };
    case 'type-date':
      return { field: 'nextReviewOn', text: `2026-12-${String(1 + (action.a % 28)).padStart(2, '0')}` };
    case 'type-text':
      return {
        field: action.a % 2 ? 'notes' : 'summary',
        text: `${nasty[action.b % nasty.length]} changed ${action.n}`,
      };
    case 'type-nonsense':
      return { field: action.a % 2 ? 'level' : 'owner', text: 'no such thing' };
    case 'clear-cell':
      return { field: 'level', text: '' };
    default:
      return null;
  }
}

/** The file is saved as it was opened, with one change of its own: everything written meanwhile is gone from it. */
async function saveFile(world: World, action: Action, region: RegionId): Promise<string | null> {
  const opened = world.open.get(action.who);
  if (!opened) return null;
  world.open.delete(action.who);
  world.saves += 1;
  const notes = `saved ${action.n}`;
  const saved = await world.paper.save(opened, { region, line: action.b, notes });
  if (saved) {
    const memory = await rowMemory(world.state.db, world.state, saved.riskId as RiskId);
    const observed = memory?.typed.notes;
    world.typings.push({ at: world.step, riskId: saved.riskId, field: 'notes', text: notes, observed });
  }
  return `by ${action.who}${saved ? `, notes of ${saved.riskId}` : ''}`;
}
