/** The forms that end or reopen a risk: inactive for the two reasons (S0-16), reopened, entered in error. */
import { type Person } from '../../register/person';
import { textLimit } from '../../register/risk';
import { inactiveReasons, labels, type InactiveReason } from '../../register/vocabulary';
import { words } from '../words';
import { evidenceInputs, type EvidenceAsked } from './evidence';
import { choiceInput, choicesOf, textInput, tickInput } from './inputs';
import { banner, button, card, open, say, type Card, type Element } from './parts';
import { type Viewer } from './viewer';

export type Ending = 'inactive' | 'reopen' | 'void';

/** What is in the form, as typed. */
export interface EndingDraft {
  reason: string;
  text: string;
  caseClosed: boolean;
  manager: string;
  consulted: string;
}

/** An empty form; an RCC's own manager is proposed. */
export const emptyEnding = (me: Person): EndingDraft => ({
  reason: '',
  text: '',
  caseClosed: false,
  manager: me.managerId ?? '',
  consulted: '',
});

export interface EndingState extends EvidenceAsked {
  ending: Ending;
  draft: EndingDraft;
  key: string;
  problem: string | null;
  asksWhetherNeeded: boolean;
  /** Reasons open to this person; only for inactive. */
  reasons: readonly InactiveReason[];
}

const texts = {
  inactive: {
    title: words.ending.inactiveTitle,
    about: words.ending.inactiveAbout,
    label: words.ending.rationale,
    save: words.ending.inactiveSave,
  },
  reopen: {
    title: words.ending.reopenTitle,
    about: null,
    label: words.ending.reopenReason,
    save: words.ending.reopenSave,
  },
  void: {
    title: words.ending.voidTitle,
    about: words.ending.voidAbout,
    label: words.ending.voidReason,
    save: words.ending.voidSave,
  },
} as const;

export function endingCard(state: EndingState, viewer: Viewer): Card {
  const { ending, risk, draft } = state;
  const text = texts[ending];
  const send = (title: string, more: Record<string, number> = {}) =>
    button(title, {
      verb: `${ending}.save`,
      id: risk.id,
      version: risk.version,
      idempotencyKey: state.key,
      ...more,
    });
  return card({
    title: text.title(risk.id),
    isForm: true,
    note: state.problem === null ? null : banner(state.problem),
    body: [
      text.about === null ? null : say(text.about),
      ending === 'inactive' ? reasonInputs(state) : [],
      textInput({
        id: 'text',
        label: text.label,
        limit: textLimit,
        multiline: true,
        value: draft.text,
        required: true,
      }),
      evidenceInputs(state, viewer),
    ],
    actions: [
      send(text.save),
      state.asksWhetherNeeded ? send(words.record.needed, { needed: 1 }) : null,
      open(words.back, 'risk', { id: risk.id }),
    ],
  });
}

function reasonInputs({ draft, reasons }: EndingState): Element[] {
  const choices = choicesOf(
    labels.inactiveReason,
    inactiveReasons.filter((reason) => reasons.includes(reason)),
  );
  return [
    choiceInput({
      id: 'reason',
      label: words.ending.reason,
      choices,
      value: draft.reason,
      style: 'expanded',
      required: true,
    }),
    tickInput({
      id: 'caseClosed',
      label: words.ending.caseClosedLabel,
      title: words.ending.caseClosed,
      value: draft.caseClosed,
    }),
  ];
}
