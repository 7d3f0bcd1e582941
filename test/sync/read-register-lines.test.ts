/** Lines that people type into the register themselves. */
import { riskId } from '../kit/builders';
import { actsOn, changeInTeams, countOf, riskNow, withStates } from '../kit/state';
import { aDesk, aStandingRow, openIntentCount, rom } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');

describe('lines typed by hand', () => {
  it('SHT9 a line without Risk ID is registered once, answered under its own key, and gets a proper row', async () => {
    const desk = await aStandingRow(states);
    desk.store.insert('NS', { caseRef: 'MOS-90002', summary: 'The stairs are rotten.', level: 'High' });

    await desk.settle();
    for (let pass = 0; pass < 3; pass++) {
      desk.store.sort('NS');
      await desk.settle();
    }

    expect(await countOf(desk.state, 'risk')).toBe(2);
    const id = riskId((await desk.state.db.query<{ id: string }>(`select id from risk where organisation_id = $1 and id <> $2`, [desk.state.organisationId, first]))[0]?.id ?? ''); // prettier-ignore
    expect(await riskNow(desk.state, id)).toMatchObject({
      caseRef: 'MOS-90002',
      level: 'high',
      reportedBy: null,
    });
    expect(desk.store.shows('new:NS|MOS-90002|The stairs are rotten.')?.attention).toBe(`Registered as ${id}. Please delete this line and use that one.`); // prettier-ignore
    expect(desk.store.linesOf(id)).toHaveLength(1);
    expect(await actsOn(desk.state, id)).toEqual(['registered-from-the-register']);
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT9 lines of several regions in one reading get numbers of their own', async () => {
    const desk = await aDesk(states);
    for (const at of ['WV', 'NS', 'EM', 'NS'])
      desk.store.insert(at, {
        summary: `A gap in the floor at ${at} ${desk.store.open().regions[at]?.length}.`,
      });

    await desk.settle();

    const rows = await desk.state.db.query<{ id: string }>('select id from risk where organisation_id = $1 order by id', [desk.state.organisationId]); // prettier-ignore
    expect(rows.map((row) => row.id.slice(0, 2))).toEqual(['EM', 'NS', 'NS', 'WV']);
    expect(await countOf(desk.state, 'hand_row')).toBe(4);
  });

  it('SHT29 after registration a change that shows nothing new in the sheet sends nothing there', async () => {
    const desk = await aDesk(states);
    desk.store.insert('NS', { summary: 'The stairs are rotten.' });
    await desk.settle();
    const before = await countOf(desk.state, 'intent');

    await changeInTeams(desk.state, rom.id, {
      riskId: first, change: { posture: { to: 'normal', reason: 'Nobody goes upstairs.' } },
    }); // prettier-ignore

    expect(await riskNow(desk.state, first)).toMatchObject({ version: 2 });
    expect(await countOf(desk.state, 'intent')).toBe(before);
  });
});
