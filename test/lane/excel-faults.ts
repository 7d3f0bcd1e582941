/** What may happen to requests to the workbook. */
import { throttledAsking, usualAnswers, usualKinds, type FaultAnswer, type FaultSet, type UsualKind } from './faults'; // prettier-ignore

const own: Record<string, FaultAnswer> = {
  locked: { status: 409, code: 'EditModeCannotAcquireLock', commit: 'never' },
  'lost-session': { status: 404, code: 'invalidSessionReCreatable', commit: 'never' },
};
const kinds = [...usualKinds, ...Object.keys(own)];

const targets = {
  rows: { method: 'POST', path: '/tables/Risks_[A-Z]+/rows' },
  events: { method: 'POST', path: '/tables/Ev/rows' },
  session: { method: 'POST', path: '/createSession' },
  columns: { method: 'GET', path: '/tables/Risks_[A-Z]+/columns' },
  question: { method: 'GET', path: '/names/Risks_[A-Z]+_as_made/range' },
  batch: { method: 'POST', path: '/\\$batch$' },
  tag: { method: 'GET', path: '/items/[^/]+$' },
  content: { method: 'GET', path: '/download/' },
};

/** Most go to what changes the register. Asking is repeated by the client after a real pause, so few go there. */
export const excelFaults: FaultSet = {
  targets,
  aim: [
    ...Array<string>(14).fill('rows'),
    ...Array<string>(10).fill('events'),
    ...Array<string>(3).fill('session'),
    ...Array<string>(3).fill('batch'),
    'columns',
    'question',
    'tag',
    'content',
  ],
  kindsAt: () => kinds,
  answer(kind, target, pick) {
    const isAsking = targets[target as keyof typeof targets].method === 'GET';
    if (isAsking && kind === 'throttled') return { answer: throttledAsking, times: 1 };
    return { answer: own[kind] ?? usualAnswers[kind as UsualKind](pick), times: 1 };
  },
};
