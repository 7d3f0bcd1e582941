/** An office at work in the box: the sample register in a workbook, people at the file, and services that come and go. */
import { performance } from 'node:perf_hooks';
import { seedSample } from '../../../cli/seed';
import { type RegionId } from '../../../register/ids';
import { type Risk } from '../../../register/risk';
import { type RegisterStore } from '../../../register/store';
import { takeLease, type Lease } from '../../../state/lease';
import { openIntents } from '../../../state/intents';
import { replacePeople } from '../../../state/people';
import { risksOf } from '../../../state/risks';
import { type State } from '../../../state/state';
import { readDirectory } from '../../../sync/people';
import { readRegister } from '../../../sync/read-register';
import { sendRegister } from '../../../sync/send-register';
import { ensureWorkbook } from '../../../sync/stores/excel/provision';
import { createExcelStore } from '../../../sync/stores/excel/workbook-store';
import { letterOf } from '../../../sync/stores/excel/look';
import { demoOrg, startBox, type TestBox } from '../box';
import { later, type States } from '../../kit/state';

export const rules = { settleMs: 60_000, deleteAfterMs: 600_000, lagMs: 0 };
export const timings = { rules, resendSettleMs: 0, requestTimeoutMs: 5_000 };

export interface Office {
  box: TestBox;
  store: RegisterStore;
  /** A service with a database of its own that knows everybody of the directory; nothing is in it yet. */
  aService(): Promise<State>;
  /** Reads and sends until everything was read back. */
  work(state: State): Promise<void>;
  /** A person types into a cell; the whole file is another one afterwards. */
  type(riskId: string, heading: string, value: string | number): Promise<void>;
  /** What people see in a cell. */
  shown(riskId: string, heading: string): string;
  stop(): Promise<void>;
}

/** A box with an empty workbook. */
export async function anOffice(states: States): Promise<Office> {
  const box = await startBox();
  await ensureWorkbook(box.graph, box.config, demoOrg);
  const store = createExcelStore(box.graph, box.config, demoOrg);
  return {
    box,
    store,
    aService: () => aService(states, box),
    work: (state) => work(state, store),
    type: (riskId, heading, value) => type(box, { riskId, heading }, value),
    shown: (riskId, heading) => {
      const { table, row, column } = placeOf(box, { riskId, heading });
      return String(box.tenant.workbook.tableRange(table, 'all').text[row]?.[column] ?? '');
    },
    stop: () => box.stop(),
  };
}

/** A service with a database of its own that knows everybody of the directory; nothing is in it yet. */
export async function aService(states: States, box: TestBox): Promise<State> {
  const people = await readDirectory(box.graph, demoOrg);
  const state = await states.aState([], { org: demoOrg });
  await state.db.tx((tx) => replacePeople(tx, state, people));
  return state;
}

/** The sample register stands in the workbook and was read back. */
export async function aFullOffice(states: States): Promise<Office & { state: State }> {
  const office = await anOffice(states);
  const state = await office.aService();
  await seedSample(state);
  await office.work(state);
  return { ...office, state };
}

/** Reads and sends until everything was read back. */
export async function work(state: State, store: RegisterStore): Promise<void> {
  const lease = (await takeLease(state.db, {
    organisationId: state.organisationId, name: 'work', holder: String(Math.random()), ttlMs: 600_000,
  })) as Lease; // prettier-ignore
  const read = async () => {
    const { result } = await readRegister({ state, store, rules }, null);
    if (result.kind === 'unavailable') throw new Error(result.code);
  };
  await read();
  await later(state, 2);
  for (let pass = 0; pass < 6; pass += 1) {
    await read();
    await sendRegister({ state, store, ...timings }, { lease, untilMs: performance.now() + 60_000 });
  }
  await read();
  if ((await openIntents(state.db, state)).length > 0) throw new Error('Something was never read back.');
  await state.db.query(`update crr_lease set expires_at = '-infinity' where name = 'work'`);
}

interface Cell {
  riskId: string;
  heading: string;
}

/** Table, line and column of a cell, counted from the heading line of the table. */
function placeOf(
  box: TestBox,
  { riskId, heading }: Cell,
): { table: string; sheet: string; row: number; column: number } {
  for (const { id, name } of demoOrg.regions) {
    const table = `Risks_${id}`;
    const view = box.tenant.workbook.tableRange(table, 'all');
    const row = view.values.findIndex((line) => line[0] === riskId);
    if (row > 0) return { table, sheet: name, row, column: view.values[0]?.indexOf(heading) ?? -1 };
  }
  throw new Error(`No line ${riskId}`);
}

async function type(box: TestBox, cell: Cell, value: string | number): Promise<void> {
  const { sheet, row, column } = placeOf(box, cell);
  const { id } = box.tenant.workbook.worksheet(sheet);
  await box.tenant.workbook.patchRange(id, `${letterOf(column + 1)}${row + 1}`, { values: [[value]] });
}

/** Takes a line out of its table, as a person deletes it. */
export async function deleteLine(box: TestBox, riskId: string): Promise<void> {
  const { table, row } = placeOf(box, { riskId, heading: 'Risk ID' });
  await box.tenant.workbook.deleteTableRow(table, row - 1);
}

/** What the register can tell of each risk. Reasons, owners of mitigations and who wrote a risk down are not in a sheet. */
export async function toldBySheet(state: State): Promise<Map<string, Partial<Risk>>> {
  const risks = await risksOf(state.db, state);
  return new Map(
    risks.map((risk) => {
      const { version: _v, identifiedAt: _i, called999: _c, onBehalfOf, levelReason: _l, postureReason: _p, noWarningReason: _n, recordedBy: _r, inactive: _x, reopened: _o, voided: _d, ...told } = risk; // prettier-ignore
      const mitigations = risk.mitigations.map(({ code, text }) => ({
        code,
        text,
        owner: 'office' as const,
      }));
      return [risk.id, { ...told, mitigations, reportedBy: onBehalfOf ?? risk.reportedBy }];
    }),
  );
}

export const NS = 'NS' as RegionId;
