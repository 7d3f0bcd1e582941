/** Many notices of one kind become one that lists them. */
import { type Notice } from '../../register/decision';
import { gather, gatheredEvent } from '../../register/gather';
import { noticeAbout } from '../../register/notice';
import { aMonitoredRisk, personId, region, riskId } from '../kit/builders';

type Parts = Partial<Pick<Notice, 'event' | 'to' | 'channel' | 'region'>>;

const person = { kind: 'person', id: personId(1) } as const;
const about = (number: number, parts: Parts = {}): Notice => {
  const risk = aMonitoredRisk({ id: riskId(`NS-2026-${String(number).padStart(4, '0')}`), region: parts.region ?? region('NS') });
  return noticeAbout(risk, parts.event ?? 'level-raised', { to: parts.to ?? person, channel: parts.channel ?? 'teams' });
}; // prettier-ignore
const several = (count: number, parts: Parts = {}) =>
  Array.from({ length: count }, (_, index) => about(index + 1, parts));

it('RTE18 five are told one by one', () => {
  expect(gather(several(5))).toEqual(several(5));
});

it('RTE18 six become one, which names every risk once and none in particular', () => {
  const [one, ...rest] = gather(several(6));

  expect(rest).toEqual([]);
  expect(one).toMatchObject({ event: 'level-raised', to: person, region: 'NS', riskId: null, dueOn: null });
  expect(one?.items.map((item) => item.riskId)).toEqual(several(6).map((notice) => notice.riskId));
  expect(one && gatheredEvent(one)).toBe('level-raised');
});

it.each<[string, Parts]>([
  ['another event', { event: 'sheet-edit-held' }],
  ['another recipient', { to: { kind: 'person', id: personId(2) } }],
  ['a mailbox', { to: { kind: 'department', id: 'safeguarding' } }],
  ['another channel', { channel: 'mail' }],
  ['another region', { region: region('EM') }],
])('RTE18 %s counts by itself', (_what, parts) => {
  const few = several(3, parts);

  const told = gather([...several(6), ...few]);

  expect(told).toHaveLength(1 + few.length);
  expect(told).toEqual(expect.arrayContaining(few));
});

it('RTE18 what needs an answer of its own, or concerns no single risk, stays alone', () => {
  const proposals = several(9, { event: 'proposal-waiting' });
  const regions = several(9, { event: 'mass-edit' }).map((notice) => ({ ...notice, riskId: null }));

  expect(gather([...proposals, ...regions])).toEqual([...proposals, ...regions]);
});

it('RTE18 RTE16 the same ones together have the same key, others another', () => {
  const keyOf = (notices: Notice[]) => gather(notices).map((notice) => notice.key);

  expect(keyOf(several(6))).toEqual(keyOf(several(6)));
  const [six, seven, others] = [several(6), several(7), several(7).slice(1)].map(keyOf);
  expect(new Set([...(six ?? []), ...(seven ?? []), ...(others ?? [])]).size).toBe(3);
});
