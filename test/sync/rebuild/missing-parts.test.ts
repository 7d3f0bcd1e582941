/** A workbook that has lost its hidden table, or a region's: the database makes it whole. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { rebuildToRegister } from '../../../sync/rebuild/to-register';
import { verifyRegister } from '../../../sync/rebuild/verify-register';
import { addMissing } from '../../../sync/stores/open-store';
import { withStates } from '../../kit/state';
import { demoOrg } from '../box';
import { aFullOffice, timings, type Office } from './office';
import { type State } from '../../../state/state';

const states = withStates();
let office: Office & { state: State };
beforeEach(async () => {
  office = await aFullOffice(states);
}, 60_000);
afterEach(() => office.stop());

/** The file after somebody has called a table and its worksheet something else and cleared it: as good as deleted. */
async function lose(table: string, sheet: string): Promise<void> {
  const { workbook } = office.box.tenant;
  const parts = unzipSync(await workbook.bytes());
  for (const [path, bytes] of Object.entries(parts)) {
    if (!path.endsWith('.xml')) continue;
    const text = strFromU8(bytes);
    const other = text
      .replace(new RegExp(`(name|displayName)="${table}"`, 'g'), `$1="Lost"`)
      .replace(new RegExp(`(<sheet [^>]*)name="${sheet}"`), '$1name="Lost"');
    if (other !== text) parts[path] = strToU8(other);
  }
  await workbook.put(zipSync(parts));
}

const rebuild = (parts: { addMissing?: () => Promise<{ added: string[] }> }) =>
  rebuildToRegister({
    state: office.state, store: office.store, ...timings, provision: () => Promise.resolve('present'),
    onProgress: () => undefined, pauseMs: 10, patienceMs: 5_000, ...parts,
  }); // prettier-ignore

it.each([
  ['Ev', '_service'],
  ['Risks_NS', 'Northshire'],
])(
  'STO49 makes a lost table (%s) again, with everything that stood in it',
  async (table, sheet) => {
    await lose(table, sheet);
    expect(await rebuild({})).toMatchObject({ kind: 'incomplete' });

    const outcome = await rebuild({
      addMissing: () => addMissing(office.box.graph, office.box.config, demoOrg),
    });

    expect(outcome).toMatchObject({ kind: 'done', wasCreated: false, added: [table] });
    await office.work(office.state);
    const verified = await verifyRegister(office.state, office.store, { secondLookMs: 0 });
    expect(verified).toMatchObject({ verdict: { differences: [] } });
  },
  60_000,
);
