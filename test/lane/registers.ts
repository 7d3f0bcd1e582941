/** Where a schedule's register is kept: as provisioned before each schedule, and as one process opens it. */
import { type RegisterStore } from '../../register/store';
import { type SyncConfig } from '../../sync/config';
import { type Graph } from '../../sync/graph/graph';
import { buildWorkbook } from '../../sync/stores/excel/template';
import { usualTraits } from '../../sync/stores/excel/traits';
import { createExcelStore } from '../../sync/stores/excel/workbook-store';
import { listNameOf } from '../../sync/stores/lists/list-columns';
import { createListsStore } from '../../sync/stores/lists/lists-store';
import { ensureLists } from '../../sync/stores/lists/provision';
import { type Tenant } from '../../tenant/start';
import { org } from './cast';
import { type StoreKind } from './plan';

export interface Register {
  /** Empties it: the register stands there as on its first day. */
  reset(): Promise<void>;
  /** What an administrator runs to make what is missing. */
  provision(): Promise<void>;
  /** The store of one process; `nowMs` is its clock. */
  open(graph: Graph, nowMs: () => number): RegisterStore;
}

interface Place {
  tenant: Tenant;
  config: SyncConfig;
  graph: Graph;
}

export function openRegister(kind: StoreKind, place: Place): Promise<Register> {
  return kind === 'excel' ? workbook(place) : Promise.resolve(lists(place));
}

async function workbook({ tenant, config }: Place): Promise<Register> {
  const template = await buildWorkbook(org);
  let opened = 0;
  return {
    reset() {
      opened = 0;
      return tenant.workbook.put(template);
    },
    provision: () => Promise.resolve(),
    // Every other process asks and writes in one batch, so that both ways meet each other.
    open: (graph) => createExcelStore(graph, config, org, { ...usualTraits, keepsBack: (opened += 1) % 2 === 1 }), // prettier-ignore
  };
}

function lists({ tenant, config, graph }: Place): Register {
  const names = new Set(org.regions.map(({ id }) => listNameOf(id)));
  const provision = async () => void (await ensureLists(graph, config, org));
  return {
    async reset() {
      for (const list of tenant.lists.all())
        if (names.has(list.about().name)) await tenant.lists.remove(list.id);
      await provision();
      tenant.lists.writes.length = 0;
    },
    provision,
    open: (through, nowMs) => createListsStore(through, config, org, nowMs),
  };
}
