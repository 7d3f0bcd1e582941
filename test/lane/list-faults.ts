/** What may happen to requests to the lists. */
import { labels, levels } from '../../register/vocabulary';
import { throttledAsking, usualAnswers, usualKinds, type FaultAnswer, type FaultSet, type UsualKind } from './faults'; // prettier-ignore

const targets = {
  add: { method: 'POST', path: '/lists/[^/]+/items$' },
  change: { method: 'PATCH', path: '/items/\\d+/fields$' },
  batch: { method: 'POST', path: '/\\$batch$' },
  changes: { method: 'GET', path: '/items/delta' },
  item: { method: 'GET', path: '/items/\\d+\\?' },
  items: { method: 'GET', path: '/items\\?' },
  lists: { method: 'GET', path: '/sites/[^/]+/lists\\?' },
  columns: { method: 'GET', path: '/lists/[^/]+/columns' },
};

/** Requests in a row that a storm of saves refuses: at times more than the service looks again in one go. */
const stormOf = (pick: number) => 2 + (pick % 6);
const staleMs = (pick: number) => 1_000 + (pick % 50) * 1_000;

const own = {
  locked: () => ({ status: 423, commit: 'never' }),
  storm: () => ({ status: 412, commit: 'never' }),
  'edited-first': (pick) => ({ edit: { RiskLevel: labels.level[levels[pick % levels.length] as 'low'] } }),
  'deleted-first': () => ({ edit: 'delete' }),
  'left-out': () => ({ delta: 'gap' }),
  'told-twice': () => ({ delta: 'twice' }),
  'error-inside': () => ({ delta: 'error' }),
  forgotten: () => ({ status: 410, code: 'resyncRequired', commit: 'never' }),
  stale: (pick) => ({ staleMs: staleMs(pick) }),
} satisfies Record<string, (pick: number) => FaultAnswer>;

const asking = ['throttled', '503-before', 'reset-before', 'truncated'];
const kindsAt: Record<keyof typeof targets, readonly string[]> = {
  add: [...usualKinds, 'locked'],
  change: [...usualKinds, 'locked', 'storm', 'storm', 'edited-first', 'edited-first', 'edited-first', 'deleted-first'],
  batch: usualKinds,
  changes: [...asking, 'left-out', 'left-out', 'told-twice', 'told-twice', 'error-inside', 'error-inside', 'forgotten'],
  item: [...asking, 'stale', 'stale'],
  items: [...asking, 'stale', 'stale', 'stale'],
  lists: asking,
  columns: asking,
}; // prettier-ignore

/** Most go to what changes the register and to what tells of changes. */
export const listFaults: FaultSet = {
  targets,
  aim: [
    ...Array<string>(8).fill('add'),
    ...Array<string>(16).fill('change'),
    ...Array<string>(4).fill('batch'),
    ...Array<string>(6).fill('changes'),
    ...Array<string>(2).fill('item'),
    ...Array<string>(2).fill('items'),
    'lists',
    'columns',
  ],
  kindsAt: (target) => kindsAt[target as keyof typeof targets],
  answer(kind, target, pick) {
    const isAsking = targets[target as keyof typeof targets].method === 'GET';
    if (isAsking && kind === 'throttled') return { answer: throttledAsking, times: 1 };
    const make = { ...usualAnswers, ...own }[kind as UsualKind | keyof typeof own];
    return { answer: make(pick), times: kind === 'storm' ? stormOf(pick) : 1 };
  },
};
