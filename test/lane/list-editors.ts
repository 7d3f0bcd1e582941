/** What people do in lists only. */
import { labels } from '../../register/vocabulary';
import { type ListField } from '../../sync/stores/lists/list-columns';
import { levelFor, onLine, otherRegion, regionOf, type } from './editors';
import { isPaired } from './list-cells';
import { type ListPaper } from './list-paper';
import { type World, type Edit } from './world';

export function listEdits(paper: ListPaper): Readonly<Record<string, Edit>> {
  return { ...itemEdits(paper), ...structureEdits(paper) };
}

function itemEdits(paper: ListPaper): Record<string, Edit> {
  return {
    'type-several': onLine(async (_world, action, line) => {
      const cells = {
        level: levelFor(action.a),
        nextReviewOn: `2026-12-${String(1 + (action.b % 28)).padStart(2, '0')}`,
        notes: `several ${action.n}`,
      };
      return (await paper.write(line, cells)) ? `${line.riskId} ${Object.values(cells).join(', ')}` : null;
    }),
    'retype': onLine(async (world, _action, line) => {
      const before = world.typings.findLast((one) => one.riskId === line.riskId && isPaired(one.field));
      return before && line.riskId !== '' ? type(world, line, before) : null;
    }),
    'insert-with-id': async (_world, action) => {
      const region = regionOf(action);
      // Numbers beyond all that the service gives out.
      const riskId = `${region}-2026-${9000 + (action.b % 100)}`;
      const cells = { riskId, summary: `with an ID ${action.n}`, level: labels.level.medium };
      return (await paper.add(region, cells)) ? riskId : null;
    },
    'copy-to-other-list': onLine(async (_world, _action, line) => {
      const to = otherRegion(line.region);
      return (await paper.copy(line, to)) ? `${line.riskId} to ${to}` : null;
    }),
    'move-to-other-list': onLine(async (_world, _action, line) => {
      const to = otherRegion(line.region);
      if (!(await paper.copy(line, to))) return null;
      await paper.remove(line);
      return `${line.riskId} to ${to}`;
    }),
    'restore-version': onLine(async (world, action, line) => {
      const restored = await paper.restore(line, action.a);
      if (restored === null) return null;
      world.saves += 1;
      return `${line.riskId}, ${restored}`;
    }),
    'change-service-cell': onLine(async (_world, action, line) => {
      const field = serviceCells[action.a % serviceCells.length] as ListField;
      const text = field === 'riskId' ? `${line.region}-2026-${8000 + (action.n % 1000)}` : `by hand ${action.n}`;
      return (await paper.write(line, { [field]: text })) ? `${line.riskId} ${field} "${text}"` : null;
    }),
    'change-hidden-cell': onLine(async (_world, action, line) => {
      const text = action.a % 2 ? '' : `{"key":"by hand ${action.n}"}`;
      return (await paper.write(line, { state: text })) ? `${line.riskId} "${text}"` : null;
    }),
  }; // prettier-ignore
}

const serviceCells: readonly ListField[] = ['attention', 'reportedBy', 'lastReviewedBy', 'riskId'];

function structureEdits(paper: ListPaper): Record<string, Edit> {
  const column = (world: World, action: Parameters<Edit>[1]) => {
    const columns = paper.columns(regionOf(action));
    return columns[action.b % Math.max(1, columns.length)] ?? null;
  };
  return {
    'rename-column': async (world, action) => {
      const name = column(world, action);
      const title = `Called otherwise ${action.n}`;
      return name !== null && (await paper.renameColumn(regionOf(action), name, title)) ? name : null;
    },
    'rename-list': async (_world, action) =>
      (await paper.renameList(regionOf(action), `Register ${action.n}`)) ? regionOf(action) : null,
    'delete-column': async (world, action) => {
      const name = column(world, action);
      return name !== null && (await paper.removeColumn(regionOf(action), name))
        ? `${name} of ${regionOf(action)}`
        : null;
    },
    provision: async ({ office }) => {
      if (paper.closed().size === 0) return null;
      await office.register.provision();
      return 'what was missing is made';
    },
    'forget-changes': async (_world, action) => {
      await paper.forgetChanges(regionOf(action));
      return regionOf(action);
    },
  };
}
