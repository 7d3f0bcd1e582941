import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Graph } from '../../../../sync/graph/graph';
import { createExcelStore } from '../../../../sync/stores/excel/workbook-store';
import { readRegister } from '../../../../sync/read-register';
import { sendRegister } from '../../../../sync/send-register';
import { takeLease, type Lease } from '../../../../state/lease';
import { risksOf } from '../../../../state/risks';
import { demoOrg } from '../../box';
import { aService, anOffice, rules, timings } from '../../rebuild/office';
import { keepRisk, later, withStates } from '../../../kit/state';
import { performance } from 'node:perf_hooks';

const states = withStates();
function swap(bytes: Uint8Array, a: string, b: string): Uint8Array {
  const parts = unzipSync(bytes);
  let n = 0;
  for (const path of ['xl/worksheets/sheet2.xml', 'xl/tables/table1.xml', 'xl/sharedStrings.xml']) {
    const part = parts[path];
    if (!part) continue;
    const xml = strFromU8(part);
    const out = xml.replace(new RegExp(`(>|name=")(${a}|${b})(<|")`, 'g'), (_, x: string, y: string, z: string) => { n += 1; return `${x}${y === a ? b : a}${z}`; });
    parts[path] = strToU8(out);
  }
  console.log('swapped', n);
  return zipSync(parts);
}
it.each([['Summary', 'Notes'], ['Case ref', 'Who is at risk'], ['Notes', 'Change owner'], ['Risk ID', 'Notes'], ['Case ref', 'Summary']])('X %s %s', async (a, b) => {
  const office = await anOffice(states);
  const state = await aService(states, office.box);
  let armed = false;
  const { graph } = office.box;
  const sly: Graph = { ...graph, send: async (call) => {
    if (armed && call.method === 'POST' && call.path.endsWith('/rows') && call.parts?.['table'] === 'Risks_NS') {
      armed = false;
      await office.box.tenant.workbook.put(swap(await office.box.tenant.workbook.bytes(), a, b));
    }
    return graph.send(call);
  } };
  const store = createExcelStore(sly, office.box.config, demoOrg);
  const lease = (await takeLease(state.db, { organisationId: state.organisationId, name: 'w', holder: 'h', ttlMs: 600_000 })) as Lease;
  const read = async () => (await readRegister({ state, store, rules }, null)).result;
  const send = () => sendRegister({ state, store, ...timings }, { lease, untilMs: performance.now() + 60_000 });
  await read();
  await keepRisk(state, { id: 'NS-2026-0001' as never, region: 'NS' as never, caseRef: 'MOS-90001', summary: 'Dog in the hall', level: null });
  armed = true;
  const sent = [await send(), await send()];
  await read();
  await state.db.query(`update snapshot set doc = jsonb_set(doc, '{settling,since}', '"2020-01-01T00:00:00Z"') where doc -> 'settling' <> 'null'`);
  const r = await read();
  const risks = await risksOf(state.db, state);
  const snap = await state.db.query('select doc from snapshot');
  const audit = await state.db.query(`select * from audit order by 1 desc limit 3`).catch((e: unknown) => [String(e)]);
  console.log(a, b, JSON.stringify({ sent, r, armed, risks: risks.map(({ id, summary, caseRef, atRisk, owner }) => ({ id, summary, caseRef, atRisk, owner })), rows: (await store.read(null) as { cut: { regions: { rows: unknown[] }[] } }).cut.regions[0]?.rows, snap, audit }, null, 1).slice(0, 6000));
  await office.stop();
});
