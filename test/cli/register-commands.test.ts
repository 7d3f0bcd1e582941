/** The commands that work on the register, with the settings and the words an operator gives them. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { doctor } from '../../cli/doctor';
import { mountHealth } from '../../cli/health';
import { probe } from '../../cli/probe';
import { rebuild } from '../../cli/rebuild';
import { verify } from '../../cli/verify';
import { keepProbe } from '../../state/probes';
import { type State } from '../../state/state';
import { ensureLists } from '../../sync/stores/lists/provision';
import { demoOrg, startBox, type TestBox } from '../sync/box';
import { aFullOffice, deleteLine, type Office } from '../sync/rebuild/office';
import { countOf, withStates } from '../kit/state';

const states = withStates();
let office: Office & { state: State };
beforeEach(async () => {
  office = await aFullOffice(states);
});
afterEach(() => office.stop());

const settingsFor = (box: TestBox, organisationId: string): Record<string, string> => ({
  CRR_GRAPH_ROOT: box.config.CRR_GRAPH_ROOT,
  CRR_AUTHORITY: box.config.CRR_AUTHORITY,
  CRR_TENANT_ID: box.config.CRR_TENANT_ID,
  CRR_GRAPH_CLIENT_ID: box.config.CRR_GRAPH_CLIENT_ID,
  CRR_GRAPH_CLIENT_SECRET: box.config.CRR_GRAPH_CLIENT_SECRET ?? '',
  CRR_DRIVE_ID: 'drive-1',
  CRR_WORKBOOK_FOLDER_ID: 'folder-1',
  CRR_MAIL_SENDER: box.config.CRR_MAIL_SENDER,
  CRR_ORGANISATION: join(__dirname, '../../cli/demo/organisation.yaml'),
  CRR_ORGANISATION_ID: organisationId,
  CRR_BOT_ANONYMOUS: 'true',
  CRR_BOT_SERVICE_URL: `${box.tenant.url}/connector/`,
  CRR_TAB_APP_ID: '6f1d1c5e-0b5f-4b7e-9f57-3a0d9c1e7a11',
  CRR_TAB_URL: 'http://127.0.0.1:9/tab',
  CRR_MANIFEST_ID: '6f1d1c5e-0b5f-4b7e-9f57-3a0d9c1e7a12',
  CRR_RESEND_SETTLE_SECONDS: '0',
  DATABASE_URL: states.database.url(),
});

type Command = (environment: Record<string, string>, say: (line: string) => void) => Promise<number>;

async function run(
  command: Command,
  environment: Record<string, string>,
): Promise<{ code: number; printed: string }> {
  const lines: string[] = [];
  const code = await command(environment, (line) => void lines.push(line));
  return { code, printed: lines.join('\n') };
}

const here = () => settingsFor(office.box, office.state.organisationId);
const rebuildWith =
  (...words: string[]): Command =>
  (environment, say) =>
    rebuild(environment, words, say);

it('STO50 verify answers 0, 1 or 2, and names what differs', async () => {
  expect(await run(verify, here())).toMatchObject({
    code: 0,
    printed: expect.stringContaining('Nothing differs') as string,
  });

  await deleteLine(office.box, 'NS-2026-0002');
  const found = await run(verify, here());
  expect(found.code).toBe(1);
  expect(found.printed).toContain('NS-2026-0002: has no line in the register');

  const lost = await run(verify, { ...here(), CRR_WORKBOOK_NAME: 'Another.xlsx' });
  expect(lost).toMatchObject({ code: 2, printed: expect.stringContaining('could not be read') as string });
  expect(await run(verify, {})).toMatchObject({ code: 78 });
  expect(await run(verify, { ...here(), DATABASE_URL: 'postgresql://127.0.0.1:9/none' })).toMatchObject({
    code: 2,
  });
}, 60_000);

it('STO46, STO48 rebuild --from register counts first and fills then, once', async () => {
  const fresh = settingsFor(office.box, 'fresh');
  const trial = await run(rebuildWith('--from', 'register', '--dry-run'), fresh);
  expect(trial).toMatchObject({
    code: 0,
    printed: expect.stringContaining('Would rebuild 30 risks') as string,
  });

  const done = await run(rebuildWith('--from', 'register'), fresh);
  expect(done).toMatchObject({ code: 0, printed: expect.stringContaining('Rebuilt 30 risks') as string });
  expect(await countOf({ ...office.state, organisationId: 'fresh' }, 'risk')).toBe(30);
  expect(await run(verify, fresh)).toMatchObject({ code: 0 });

  const again = await run(rebuildWith('--from', 'register'), fresh);
  expect(again).toMatchObject({
    code: 2,
    printed: expect.stringContaining('holds a register already') as string,
  });
}, 60_000);

it('STO49 rebuild --to register puts back what is missing and says how much', async () => {
  await deleteLine(office.box, 'NS-2026-0002');
  await office.work(office.state);

  const done = await run(rebuildWith('--to', 'register'), here());

  expect(done).toMatchObject({
    code: 0,
    printed: expect.stringContaining('1 line and 0 value sets') as string,
  });
  expect(office.shown('NS-2026-0002', 'Status')).not.toBe('');
}, 60_000);

it.each([[[]], [['--from']], [['--from', 'sheet']], [['--to', 'register', '--dry-run']]])(
  'rebuild answers %j with what it knows',
  async (words) => {
    expect(await run(rebuildWith(...words), here())).toMatchObject({
      code: 64,
      printed: expect.stringContaining('--from register [--dry-run]') as string,
    });
  },
);

it('STO56 STO77 probe against the box, with nothing in the settings, prints a verdict for each question and leaves nothing behind', async () => {
  const home = await mkdtemp(join(tmpdir(), 'crr-probe-'));
  const environment = { CRR_HOME: home, CRR_TENANT_PORT: '0', DATABASE_URL: states.database.url(), CRR_ORGANISATION_ID: 'boxed' }; // prettier-ignore

  const { code, printed } = await run(probe, environment);

  const lines = printed.split('\n');
  const idsOf = (letter: string) => lines.flatMap((line) => (line.startsWith(letter) ? [line.split(' ')[0]] : [])); // prettier-ignore
  expect(idsOf('P')).toHaveLength(14);
  expect(idsOf('L')).toEqual(['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8']);
  expect(printed).not.toContain('NO.');
  expect(code).toBe(0);
  expect((await readdir(join(home, 'tenant'))).filter((name) => name.includes('probe'))).toEqual([]);
  const kept = await office.state.db.query(`select store from probe where organisation_id = 'boxed' order by store`); // prettier-ignore
  expect(kept).toEqual([{ store: 'excel' }, { store: 'lists' }]);
  await rm(home, { recursive: true, force: true });
}, 60_000);

it('STO56 probe says when nothing could be asked of the store in use', async () => {
  const refusal = { status: 403, commit: 'never' as const };
  office.box.tenant.faults.add({ match: { method: 'PUT', path: '/content' }, times: 10, answer: refusal });

  const { code, printed } = await run(probe, here());

  expect(code).toBe(2);
  expect(printed).toContain('could not be made (denied)');
});

it('STO78 readiness says what to do where lists do not protect what people type', async () => {
  const verdicts = [{ id: 'L3', answer: 'no' as const, figure: '', value: null }];
  await keepProbe(office.state.db, office.state, { store: 'lists', verdicts });

  expect(await waiting('lists')).toContainEqual(expect.stringContaining('CRR_STORE=excel'));
  expect(await waiting('excel')).not.toContainEqual(expect.stringContaining('CRR_STORE=excel'));
});

it('STO57 doctor and readiness say what to do where Excel refuses the service', async () => {
  const good = await run(doctor, here());
  expect(good.code).toBe(0);
  expect(good.printed).toContain('Excel takes requests');
  office.box.tenant.faults.add({
    match: { path: '/workbook/' },
    times: 10,
    answer: { status: 403, commit: 'never' },
  });

  const { code, printed } = await run(doctor, here());

  expect(code).toBe(69);
  expect(printed).toContain('CRR_STORE=lists');
  const verdicts = [{ id: 'P8', answer: 'no' as const, figure: 'denied', value: null }];
  await keepProbe(office.state.db, office.state, { store: 'excel', verdicts });
  expect(await waiting('excel')).toContainEqual(expect.stringContaining('CRR_STORE=lists'));
  expect(await waiting('lists')).not.toContainEqual(expect.stringContaining('CRR_STORE=lists'));
}, 60_000);

it('STO74 doctor tells which list of records is missing, or lacks a column, and what to do', async () => {
  const { graph, config, tenant } = office.box;
  const settings = { ...here(), CRR_STORE: 'lists', CRR_SITE_ID: config.CRR_SITE_ID };
  await ensureLists(graph, config, demoOrg);
  const good = await run(doctor, settings);
  expect(good.printed).toContain('passed  Reviews and consultations can be recorded');
  expect(good.code).toBe(0);

  const [first, second] = tenant.lists.all().filter((list) => list.about().name.startsWith('Risk_'));
  const column = second?.columns().find(({ name }) => name.startsWith('Record'));
  await second?.removeColumn(column?.name ?? '');
  const lacking = await run(doctor, settings);
  await tenant.lists.remove(first?.id ?? '');
  const missing = await run(doctor, settings);

  expect(lacking).toMatchObject({ code: 69 });
  expect(lacking.printed).toContain(`missing-columns: ${second?.about().name}`);
  expect(missing.printed).toContain(
    `missing-table: ${first?.about().name}, missing-columns: ${second?.about().name}`,
  );
  expect(missing.printed).toContain('role manage');
}, 60_000);

it('STO56 probe prints a line for each question and keeps the answers', async () => {
  const box = await startBox('Casework Risk Register probe 2026-11-24 0900.xlsx');
  const at = new Date('2026-11-24T09:00:00Z');
  const { code, printed } = await run((environment, say) => probe(environment, say, at), settingsFor(box, 'probing')); // prettier-ignore
  await box.stop();

  expect(code).toBe(0);
  expect(printed.split('\n').filter((line) => /^P\d+ /.test(line))).toHaveLength(14);
  const rows = await office.state.db.query(`select 1 from probe where organisation_id = 'probing'`);
  expect(rows).toHaveLength(1);
}, 60_000);

async function waiting(store: 'excel' | 'lists'): Promise<string[]> {
  const app = express();
  mountHealth(app, { state: office.state, store }, () => null);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const answer = (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as { waiting: string[] };
  await new Promise((resolve) => server.close(resolve));
  return answer.waiting;
}
