/** A region's sheet and the service, pass by pass: what tests of reading, sending and settling share. */
import { performance } from 'node:perf_hooks';
import { type Organisation } from '../../register/organisation';
import { type Person } from '../../register/person';
import { type Cut } from '../../register/store';
import { takeLease, type Lease } from '../../state/lease';
import { type State } from '../../state/state';
import { readRegister, type ReadResult } from '../../sync/read-register';
import { sendRegister, type SendResult, type Tenure } from '../../sync/send-register';
import { aPerson, aRom, personId, region } from '../kit/builders';
import { MemoryStore } from '../kit/memory-store';
import { keepMonitored, later, type States } from '../kit/state';

export const rom = aRom({ id: personId(1), name: 'Robin Merrow' }).person;
export const emRom = aRom({ id: personId(2), name: 'Ellis Marsh', region: region('EM') }).person;
export const owner = aPerson({ id: personId(3), name: 'Olive Ames', roles: ['rcm'] });
export const caseworker = aPerson({ id: personId(4), name: 'Casey Worth' });
export const rcc = aPerson({ id: personId(5), name: 'Rowan Cole', roles: ['rcc'] });
export const cast = [rom, emRom, owner, caseworker, rcc];

export const rules = { settleMs: 60_000, deleteAfterMs: 600_000, lagMs: 0 };

export interface Desk {
  state: State;
  store: MemoryStore;
  /** The cut this process remembers. */
  cut: Cut | null;
  lease: Lease;
  read(): Promise<ReadResult>;
  send(parts?: { resendSettleMs?: number; tenure?: Partial<Tenure> }): Promise<SendResult>;
  /** Reads, sends, reads back. */
  pass(): Promise<ReadResult>;
  /** What a person did is seen, stands still, and is taken. */
  settle(): Promise<ReadResult>;
}

export interface DeskParts {
  people?: readonly Person[];
  org?: Organisation;
  store?: MemoryStore;
  state?: State;
  /** How long a view of this register may lag behind; not at all when absent. */
  lagMs?: number;
}

export async function aDesk(states: States, parts: DeskParts = {}): Promise<Desk> {
  const state =
    parts.state ?? (await states.aState(parts.people ?? cast, parts.org ? { org: parts.org } : {}));
  const store = parts.store ?? new MemoryStore();
  const lease = await takeLease(state.db, {
    organisationId: state.organisationId, name: `register-${store.regions.join()}`, holder: 'test', ttlMs: 600_000,
  }); // prettier-ignore
  const desk: Desk = {
    state,
    store,
    cut: null,
    lease: lease as Lease,
    read: async () => {
      const { result, cut } = await readRegister(
        { state, store, rules: { ...rules, lagMs: parts.lagMs ?? 0 } },
        desk.cut,
      );
      desk.cut = cut;
      return result;
    },
    send: ({ resendSettleMs = 0, tenure = {} } = {}) =>
      sendRegister(
        { state, store, resendSettleMs, requestTimeoutMs: 1000 },
        { lease: desk.lease, untilMs: performance.now() + 60_000, ...tenure },
      ),
    pass: async () => {
      await desk.read();
      await desk.send();
      return desk.read();
    },
    settle: async () => {
      await desk.pass();
      await later(state, 2);
      return desk.pass();
    },
  };
  return desk;
}

/** A monitored risk whose row stands in the sheet and was read back. */
export async function aStandingRow(
  states: States,
  parts: Parameters<typeof keepMonitored>[1] = {},
  desked: DeskParts = {},
): Promise<Desk> {
  const desk = await aDesk(states, desked);
  await keepMonitored(desk.state, { owner: owner.id, ...parts });
  await desk.pass();
  return desk;
}

/** Writes that have not been read back. */
export async function openIntentCount({ state }: Desk): Promise<number> {
  const rows = await state.db.query(`select 1 from intent where organisation_id = $1 and state <> 'seen'`, [
    state.organisationId,
  ]);
  return rows.length;
}
