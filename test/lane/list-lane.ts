/** The lane at SharePoint lists. */
import { regionIds } from './cast';
import { listEdits } from './list-editors';
import { listFaults } from './list-faults';
import { ListOracle } from './list-oracle';
import { ListPaper } from './list-paper';
import { type Office } from './office';
import { type Lane } from './world';

export function listLane({ tenant }: Office): Lane {
  const paper = new ListPaper(tenant.lists);
  const oracle = new ListOracle(paper);
  return {
    paper,
    faults: listFaults,
    edits: listEdits(paper),
    checkAlways: (world) => oracle.checkAlways(world),
    checkAtRest: (rest) => oracle.checkAtRest(rest),
    hasWritten: () => tenant.lists.writes.length > 0,
    restRequests: () => (paper.closed().size === 0 ? regionIds.length : null),
  };
}
