/** What Graph can be asked to ring for: the library of the workbook, or each region's list. */
import { performance } from 'node:perf_hooks';
import { type Organisation } from '../../register/organisation';
import { type SyncConfig } from '../config';
import { GraphError } from '../graph/errors';
import { type Graph } from '../graph/graph';
import { listNameOf } from '../stores/lists/list-columns';
import { ListLink } from '../stores/lists/list-link';

/** What the configured store keeps the register in, as Graph paths. */
export interface RegisterResources {
  /** Everything that is there to be watched, asked anew. */
  there(): Promise<readonly string[]>;
  /** What must ring for the register to be left unread; empty when a part of it is missing or Graph cannot be asked. */
  needed(): Promise<readonly string[]>;
}

/** Of the configured store: settings left over of the other one count for nothing. `nowMs`: a clock that only ever moves on. */
export function registerResources(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
  nowMs: () => number = () => performance.now(),
): RegisterResources {
  if (config.CRR_STORE === 'lists') return new ListResources(graph, config.CRR_SITE_ID, org, nowMs);
  const library = () => Promise.resolve(workbookResources(config));
  return { there: library, needed: library };
}

/** The document library of the workbook: of a library only the whole can be watched, so other files of it ring as well. */
export const workbookResources = (config: Pick<SyncConfig, 'CRR_DRIVE_ID'>): readonly string[] => [
  `/drives/${config.CRR_DRIVE_ID}/root`,
];

/** A list that was deleted and made anew has another id: whoever rests on the old one is told by the sweep, and believes it no longer than this. */
const knownForMs = 600_000;

class ListResources implements RegisterResources {
  private known: { resources: readonly string[]; atMs: number } | null = null;

  constructor(
    private readonly graph: Graph,
    private readonly site: string,
    private readonly org: Organisation,
    private readonly nowMs: () => number,
  ) {}

  async there(): Promise<readonly string[]> {
    const lists = await new ListLink(this.graph, this.site).lists();
    const idOf = new Map(lists.map(({ id, name }) => [name.toLowerCase(), id]));
    const ids = this.org.regions.flatMap(({ id }) => idOf.get(listNameOf(id).toLowerCase()) ?? []);
    const resources = ids.map((id) => `/sites/${this.site}/lists/${id}`);
    // A list that is missing will not ring when it is back: until then the register is looked at as usual.
    this.known = ids.length === this.org.regions.length ? { resources, atMs: this.nowMs() } : null;
    return resources;
  }

  async needed(): Promise<readonly string[]> {
    if (this.known !== null && this.nowMs() - this.known.atMs < knownForMs) return this.known.resources;
    try {
      await this.there();
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      this.known = null;
    }
    return this.known?.resources ?? [];
  }
}
