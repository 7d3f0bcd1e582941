import { openOffice } from './office';
import { drawPlan } from './plan';
import { runPlan } from './run-plan';
import { seeded } from '../kit/seeded';
import { rowMemories } from '../../state/memory';
async function main() {
  const office = await openOffice();
  const seed = Number(process.argv[2]);
  const plan = drawPlan(seeded(seed), seed);
  const actions = plan.actions.filter((a) => [1, 3, 8, 13].includes(a.n));
  console.log(actions);
  const fresh = office.fresh.bind(office);
  let st: any;
  office.fresh = async () => (st = await fresh());
  const out = await runPlan(office, { ...plan, actions });
  console.log(out.violation?.message);
  console.log(JSON.stringify(await rowMemories(st.db, st), null, 1));
  console.log(await st.db.query('select seq, kind, state, payload from intent where organisation_id=$1', [st.organisationId]));
  const v = office.tenant.workbook.tableRange('Risks_EM', 'body');
  console.log(v.values[0], v.formulas[0]);
  await office.close();
}
void main();
