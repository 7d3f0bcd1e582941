/** One reading of the sheet may bear as many notices as rows: whoever would get many about the same gets one that lists them. Pure. */
import { type Notice, type NoticeEvent } from './decision';
import { fingerprint } from './fingerprint';
import { recipientKey } from './notice';

/** Each concerns one risk and may come for many at once: rows pasted, a column filled, a held region set free. */
const gathered = [
  'safeguarding-recorded', 'reputational-recorded', 'organisational-recorded', 'level-raised', 'caseworker-update', 'warning-to-place',
  'warning-to-remove', 'risk-inactive', 'row-moved', 'row-missing', 'sheet-edit-held', 'sheet-conflict', 'hand-row-registered',
  'row-quarantined',
] as const satisfies readonly NoticeEvent[]; // prettier-ignore

export type GatheredEvent = (typeof gathered)[number];

/** So many are told one by one. */
const mostSingly = 5;

/** More than five of one event, to one recipient by one channel about one region, become one notice. */
export function gather(notices: readonly Notice[]): Notice[] {
  const groups = new Map<string, Notice[]>();
  for (const notice of notices) {
    const group = isAlike(notice) ? groupOf(notice) : notice.key;
    groups.set(group, [...(groups.get(group) ?? []), notice]);
  }
  return [...groups.values()].flatMap((group) => (group.length > mostSingly ? [together(group)] : group));
}

/** What such a notice lists; null for a notice about one risk, or of an event that concerns no single one. */
export function gatheredEvent(notice: Notice): GatheredEvent | null {
  return notice.riskId === null ? (gathered.find((event) => event === notice.event) ?? null) : null;
}

const isAlike = ({ event, riskId }: Notice) => riskId !== null && gathered.some((one) => one === event);

const groupOf = ({ event, channel, region, to }: Notice) =>
  [event, channel, region ?? '', recipientKey(to)].join(':');

/** The key says which notices it stands for, so that the same ones together are told once. */
function together(group: readonly Notice[]): Notice {
  const [first] = group as [Notice];
  const keys = group.map((one) => one.key);
  return {
    ...first,
    key: `${first.key}:and-${keys.length - 1}:${fingerprint(keys.join(' '))}`,
    riskId: null,
    subjectId: null,
    dueOn: null,
    items: group.map(({ riskId, dueOn }) => ({ riskId, subjectId: null, dueOn, daysLate: 0 })),
  };
}
