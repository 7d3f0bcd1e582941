/** One risk to read, with the buttons of what this person may do with it. */
import { warningWording } from '../../register/organisation';
import { type Risk } from '../../register/risk';
import { labels } from '../../register/vocabulary';
import { words } from '../words';
import {
  banner,
  button,
  card,
  copyable,
  facts,
  link,
  open,
  quote,
  say,
  type Card,
  type Element,
} from './parts';
import { instructionFacts, riskFacts } from './risk-facts';
import { type Viewer } from './viewer';

/** What this person may do with this risk now. */
export interface RiskAbilities {
  record: boolean;
  inactive: boolean;
  reopen: boolean;
  void: boolean;
  /** The step of the Mosaic warning this person may report as done; null when there is none. */
  warning: 'placed' | 'removed' | null;
  /** False: the working instruction and the status only. */
  whole: boolean;
}

export interface RiskState {
  risk: Risk;
  abilities: RiskAbilities;
  /** What the row's Check says; '' when it says nothing. */
  check: string;
  /** The card on which somebody decides about the row; null: nothing waits. */
  waits: 'row-missing' | 'quarantine' | 'conflict' | null;
  /** What was just done, or why not; null when the card is only opened. */
  said: string | null;
}

export function riskCard({ risk, abilities, check, waits, said }: RiskState, viewer: Viewer): Card {
  const { whole } = abilities;
  return card({
    title: words.risk.title(risk.id),
    note: said === null ? null : banner(said, 'good'),
    body: [
      risk.missingSince && whole ? say(words.risk.missing(risk.missingSince)) : null,
      ...(whole ? quote(words.risk.check, check) : []),
      whole ? null : say(words.risk.instruction, { weight: 'Bolder' }),
      facts(whole ? riskFacts(risk, viewer) : instructionFacts(risk, viewer)),
      whole ? texts(risk) : [],
      abilities.warning === 'placed'
        ? copyable(words.risk.wording, warningWording(viewer.org, risk.region))
        : [],
    ],
    actions: [
      whole && waits ? open(words.risk.decide[waits], waits, { id: risk.id }) : null,
      ...actions(risk, abilities, viewer),
    ],
  });
}

function texts(risk: Risk): Element[] {
  const ended = risk.inactive;
  return [
    ...quote(words.risk.summary, risk.summary),
    ...quote(words.risk.levelReason, risk.levelReason),
    ...quote(words.risk.postureReason, risk.postureReason),
    ...quote(words.risk.noWarningReason, risk.noWarningReason),
    ...(ended
      ? quote(`${words.risk.inactiveTitle}: ${labels.inactiveReason[ended.reason]}`, ended.rationale)
      : []),
  ];
}

function actions(risk: Risk, may: RiskAbilities, viewer: Viewer): (Element | null)[] {
  const { id, version } = risk;
  const warning = may.warning;
  return [
    may.record ? open(words.risk.record, 'record', { id }) : null,
    warning
      ? button(words.risk[warning], {
          verb: `warning.${warning}`,
          id,
          version,
          idempotencyKey: viewer.newKey(),
        })
      : null,
    may.inactive ? open(words.risk.inactive, 'inactive', { id }) : null,
    may.reopen ? open(words.risk.reopen, 'reopen', { id }) : null,
    may.void ? open(words.risk.void, 'void', { id }) : null,
    link(words.openTab, viewer.deepLink(id)),
  ];
}
