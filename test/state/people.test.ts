/** The directory: refreshed whole, rights end with it, history keeps its names. */
import { conversationOf, markUnreachable, rememberConversation } from '../../state/conversations';
import { actorOf, addDelegation, addTraining, allPeople, replacePeople } from '../../state/people';
import { aDelegation, aLevel3, aPerson, personId } from '../kit/builders';
import { withStates } from '../kit/state';

const { aState } = withStates();

it('PRM2 who is gone from the directory stays known, inactive, and is active again when they return', async () => {
  const [stays, leaves] = [aPerson(), aPerson()];
  const state = await aState([stays, leaves]);
  const activity = async () => (await actorOf(state.db, state, leaves.id))?.person;

  await state.db.tx((tx) => replacePeople(tx, state, [stays]));
  expect(await activity()).toEqual({ ...leaves, active: false });

  await state.db.tx((tx) => replacePeople(tx, state, [stays, { ...leaves, roles: ['rom'] }]));
  expect(await activity()).toEqual({ ...leaves, roles: ['rom'] });
});

it('STO16 a reading in which nobody is left changes nothing, nor one without most colleagues unless it is accepted', async () => {
  const people = Array.from({ length: 8 }, () => aPerson());
  const state = await aState(people);
  const read = (list: typeof people, leap: 'accepted' | 'refused') =>
    state.db.tx((tx) => replacePeople(tx, state, list, leap));
  const active = async () => (await allPeople(state.db, state)).filter((person) => person.active).length;

  expect(await read([], 'accepted')).toBe(false);
  expect(await read(people.slice(0, 3), 'refused')).toBe(false);
  expect(await active()).toBe(8);

  expect(await read(people.slice(0, 4), 'refused')).toBe(true);
  expect(await read(people.slice(0, 1), 'accepted')).toBe(true);
  expect(await active()).toBe(1);
});

it('organisations have directories of their own', async () => {
  const person = aPerson();
  const [one, other] = [await aState([person]), await aState([aPerson()])];

  await other.db.tx((tx) => replacePeople(tx, other, []));

  expect((await actorOf(one.db, one, person.id))?.person.active).toBe(true);
  expect(await actorOf(other.db, other, person.id)).toBeNull();
});

it('two refreshes at once end with the people of one of them', async () => {
  const people = Array.from({ length: 40 }, () => aPerson());
  const state = await aState(people);
  const half = people.slice(0, 20);

  await Promise.all(
    [people, [...half].reverse(), [...people].reverse(), half].map((list) => state.db.tx((tx) => replacePeople(tx, state, list))),
  ); // prettier-ignore

  const active = (await allPeople(state.db, state)).filter((person) => person.active).length;
  expect([20, 40]).toContain(active);
});

it('PRM20 qualifications and delegations come with the actor, days as days', async () => {
  const person = aPerson();
  const state = await aState([person]);
  const [training, delegation] = [aLevel3(person.id, '2026-10-25'), aDelegation(person.id, { id: 'd-1' })];
  for (let twice = 0; twice < 2; twice++) {
    await addTraining(state.db, state, training);
    await addDelegation(state.db, state, delegation);
  }

  expect(await actorOf(state.db, state, person.id)).toEqual({
    kind: 'person', person, trainings: [training], delegations: [delegation],
  }); // prettier-ignore
});

it('DLV15 who writes again can be reached again', async () => {
  const state = await aState([]);
  const reference = {
    serviceUrl: 'https://channel.example/', channelId: 'msteams', tenantId: 't', botId: 'b', conversationId: 'c', userMri: 'u',
  }; // prettier-ignore
  expect(await conversationOf(state.db, state, personId(7))).toBeNull();
  await rememberConversation(state.db, state, { personId: personId(7), reference });
  await markUnreachable(state.db, state, personId(7), 'uninstalled');
  expect(await conversationOf(state.db, state, personId(7))).toEqual({
    reference,
    unreachable: 'uninstalled',
  });

  await rememberConversation(state.db, state, { personId: personId(7), reference });

  expect(await conversationOf(state.db, state, personId(7))).toEqual({ reference, unreachable: null });
});
