/** What the stories of the regional office share: opening a form, saving it, a risk to begin with. */
import { type Person } from '../../../register/person';
import { type Risk } from '../../../register/risk';
import { riskById } from '../../../state/risks';
import { aMonitoredRisk, aRisk } from '../../kit/builders';
import { type Card } from '../../../bot/cards/parts';
import { buttonOf, cast, idOf, inputsIn, type Json, type Stage } from '../kit';

/** Answers that carry a reported risk to monitored. */
export const recorded = {
  category: 'dangerous-animal',
  level: 'low',
  levelReason: 'The dog is kept away during visits.',
  mitigations: 'public-place',
  mitigationOwner: 'office',
  posture: 'restricted',
  warning: 'placed',
};

export function officeOn(stage: () => Stage) {
  let number = 100;
  const nextId = (region: string) => {
    number += 1;
    return `${region}-2026-0${number}`;
  };
  return {
    open: (person: Person, show: string, id: string) =>
      stage().press(person, { v: 1, verb: 'open', show, id }),
    save: (person: Person, form: Card, answers: Json, title = 'Save') =>
      stage().press(person, { ...inputsIn(form), ...buttonOf(form, title), ...answers }),
    risk: async (id: string) => (await riskById(stage().state.db, stage().state, idOf(id))) as Risk,
    aReported: async (parts: Partial<Risk> = {}) => {
      const id = nextId(parts.region ?? 'NS');
      await stage().put(aRisk({ id: idOf(id), reportedBy: cast.caseworker.id, ...parts }));
      return id;
    },
    aMonitored: async (parts: Partial<Risk> = {}) => {
      const id = nextId(parts.region ?? 'NS');
      await stage().put(aMonitoredRisk({ id: idOf(id), owner: cast.rcm.id, ...parts }));
      return id;
    },
  };
}
