/** Reports that do not reach the register in time: somebody who answers for the region knows (I1). */
import { type State } from '../../state/state';
import { tick } from '../../sync/tick';
import { aRom, anOrganisation, personId, region, riskId } from '../kit/builders';
import { countOf, keepRisk, toldBy, withStates } from '../kit/state';

const states = withStates();
const rom = aRom({ id: personId(1), name: 'Robin Merrow' }).person;
const emRom = aRom({ id: personId(2), name: 'Ellis Marsh', region: region('EM') }).person;
/** No weekly review is due, so that nothing else is told. */
const quiet = { ...anOrganisation(), reviews: { ...anOrganisation().reviews, remindFromHour: 23 } };

const wanted = (state: State, minutesAgo: number) =>
  state.db.query(
    `update intent set created_at = clock_timestamp() - $2 * interval '1 minute'
     where organisation_id = $1 and kind = 'row' and told_at is null`,
    [state.organisationId, minutesAgo],
  );
const toldMinutesAgo = (state: State, minutes: number) =>
  state.db.query(
    `update intent set told_at = told_at - $2 * interval '1 minute' where organisation_id = $1 and told_at is not null`,
    [state.organisationId, minutes],
  );
const late = (state: State) => toldBy(state, 'rows-late');

describe('a row that does not reach the register', () => {
  it('SHT47 is told to the ROM of its region after half an hour, once', async () => {
    const state = await states.aState([rom, emRom], { org: quiet });
    await keepRisk(state);

    await wanted(state, 29);
    await tick(state);
    expect(await late(state)).toEqual([]);
    await wanted(state, 31);
    for (let twice = 0; twice < 2; twice++) await tick(state);

    expect(await late(state)).toEqual([`rows-late>person:${rom.id}`]);
    expect(await countOf(state, 'outbox')).toBeGreaterThan(0);
  });

  it('SHT47 is not told when it was read back, and further ones of the region wait an hour for their turn', async () => {
    const state = await states.aState([rom, emRom], { org: quiet });
    await keepRisk(state);
    await state.db.query(`update intent set state = 'seen' where organisation_id = $1`, [
      state.organisationId,
    ]);
    await wanted(state, 90);
    await tick(state);
    expect(await late(state)).toEqual([]);

    await keepRisk(state, { id: riskId('NS-2026-0002') });
    await wanted(state, 31);
    await tick(state);
    await keepRisk(state, { id: riskId('NS-2026-0003') });
    await wanted(state, 31);
    await tick(state);
    expect(await late(state)).toHaveLength(1);
    await toldMinutesAgo(state, 61);
    await tick(state);

    expect(await late(state)).toHaveLength(2);
  });
});
