/** The questions about evidence on a form: whom was consulted, which manager confirms (S0-52, S0-54). */
import { knownRegion } from '../../register/organisation';
import { type Person } from '../../register/person';
import { type Risk } from '../../register/risk';
import { words } from '../words';
import { choiceInput, mostPeople, peopleChoices } from './inputs';
import { say, type Element } from './parts';
import { escapeMarkdown } from './text';
import { type Viewer } from './viewer';

export interface EvidenceAsked {
  risk: Risk;
  draft: { manager: string; consulted: string };
  /** Line managers to choose from, the person's own first; null when no manager is needed (S0-52). */
  managers: readonly Person[] | null;
  /** People of the other region to name; null for one's own region (S0-54). */
  consultable: readonly Person[] | null;
}

/** Nothing for those who need no evidence. */
export function evidenceInputs(asked: EvidenceAsked, viewer: Viewer): Element[] {
  return [...managerInput(asked, viewer), ...consultedInput(asked, viewer)];
}

function managerInput({ managers, draft }: EvidenceAsked, viewer: Viewer): Element[] {
  if (managers === null) return [];
  // One by one, for they keep their order: the person's own manager comes first.
  const choices = managers.flatMap((person) => peopleChoices([person])).slice(0, mostPeople);
  const { manager: label, managerAbout } = words.record;
  return [
    say(managerAbout(viewer.org.labels.rcc)),
    choiceInput({ id: 'manager', label, choices, value: draft.manager, style: 'compact' }),
  ];
}

function consultedInput({ consultable, draft, risk }: EvidenceAsked, viewer: Viewer): Element[] {
  if (consultable === null) return [];
  const region = escapeMarkdown(knownRegion(viewer.org, risk.region).name);
  const choices = peopleChoices(consultable);
  return [
    say(words.record.consultedAbout(region)),
    choiceInput({
      id: 'consulted',
      label: words.record.consulted(region),
      choices,
      value: draft.consulted,
      style: 'compact',
    }),
  ];
}
