/** A row of a list that carries a number the service never gave: somebody edited its hidden cell, or the database comes from a backup. */
import { type RegisterStore } from '../../register/store';
import { ensureLists } from '../../sync/stores/lists/provision';
import { createListsStore } from '../../sync/stores/lists/lists-store';
import { listColumnOf } from '../../sync/stores/lists/list-columns';
import { riskId } from '../kit/builders';
import { colleague, itemWith, listOf, typeInto } from '../kit/lists';
import { changeInTeams, keepMonitored, riskNow, toldBy, withStates } from '../kit/state';
import { demoOrg, startBox, type TestBox } from './box';
import { aDesk, openIntentCount, owner, type Desk } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');

let box: TestBox;
let desk: Desk;
beforeEach(async () => {
  box = await startBox();
  await ensureLists(box.graph, box.config, demoOrg);
  const store: RegisterStore = createListsStore(box.graph, box.config, demoOrg);
  desk = await aDesk(states, { store: Object.assign(store, { regions: ['NS', 'EM', 'WV'] }) as never });
  await keepMonitored(desk.state, { owner: owner.id });
  await desk.pass();
  await desk.pass();
});
afterEach(() => box.stop());

/** Changes the hidden cell of the row. */
async function tamper(change: (state: Record<string, unknown>) => void): Promise<void> {
  const list = listOf(box, 'NS');
  const { item } = itemWith(list, first);
  const { name } = listColumnOf('state');
  const state = JSON.parse(String(item.versions.at(-1)?.fields[name])) as Record<string, unknown>;
  change(state);
  await list.change(item.id, { [name]: JSON.stringify(state) }, colleague(box));
}

async function decideInTeams(): Promise<void> {
  await changeInTeams(desk.state, owner.id, {
    riskId: first,
    change: { level: { to: 'high', reason: 'Bitten.' } },
  });
  for (let pass = 0; pass < 3; pass++) await desk.pass();
}

const shown = (heading: string) => itemWith(listOf(box, 'NS'), first).shows(heading);

describe('a row that carries a number never given', () => {
  it.each([900_000, 999_999_999_999])(
    'SHT44 %d: it is told, and what is decided later is written all the same',
    async (seq) => {
      await tamper((state) => Object.assign(state, { seq }));
      await desk.pass();

      await decideInTeams();

      expect(shown('Level')).toBe('High');
      expect(await toldBy(desk.state, 'service-table-edited')).not.toEqual([]);
      expect(await openIntentCount(desk)).toBe(0);
      expect(await desk.read()).toEqual({ kind: 'unchanged' });
    },
  );

  it.each([
    ['beyond all that can be counted on', { seq: 1e15 }],
    ['with a text no database takes', { key: first, seq: 1, values: { level: '\u0000' } }],
    ['with half of a character', { observed: { level: '\ud83d' } }],
  ])(
    'STO37 SHT59 %s: the cell counts as spoilt, the other rows are read, and it is written again',
    async (_what, edit) => {
      await tamper((state) => {
        for (const [key, value] of Object.entries(edit))
          state[key] = typeof value === 'object' ? { ...(state[key] as object), ...value } : value;
      });
      await typeInto(box, 'NS', first, 'Notes', 'Ring first.');
      await desk.pass();

      await decideInTeams();

      expect(shown('Level')).toBe('High');
      expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
      expect(await openIntentCount(desk)).toBe(0);
    },
  );
});
