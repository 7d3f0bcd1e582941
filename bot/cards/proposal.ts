/** A change by an RCC for its line manager: how it is, how it would be, confirm or decline (S0-52). */
import { mitigationsAfter } from '../../register/changed-risk';
import { type Proposal } from '../../register/proposal';
import { type Risk } from '../../register/risk';
import { type RiskChange } from '../../register/risk-change';
import { sayDate } from '../../register/local-date';
import { labels } from '../../register/vocabulary';
import { words } from '../words';
import { banner, button, card, facts, link, open, quote, say, type Card, type Element } from './parts';
import { dateText, levelText, mitigationsText, typesText } from './risk-facts';
import { escapeMarkdown } from './text';
import { nameFor, type Viewer } from './viewer';

export interface ProposalState {
  proposal: Proposal;
  risk: Risk;
  /** True for the manager it waits for, while it waits. */
  mayDecide: boolean;
  said: string | null;
}

export function proposalCard({ proposal, risk, mayDecide, said }: ProposalState, viewer: Viewer): Card {
  const rows = [...turnRow(proposal.turn, risk), ...changes(proposal.change, risk, viewer)];
  return card({
    title: words.proposal.title(proposal.riskId),
    note: said === null ? null : banner(said),
    body: [
      say(words.proposal.from(nameFor(viewer, proposal.author), proposal.proposedOn)),
      state(proposal, risk, mayDecide, viewer),
      quote(words.risk.summary, risk.summary),
      say(words.proposal.before, { weight: 'Bolder', spacing: 'Medium' }),
      facts(rows.map(([label, before]) => [label, before] as const)),
      say(words.proposal.after, { weight: 'Bolder', spacing: 'Medium' }),
      facts(rows.map(([label, , after]) => [label, after] as const)),
      reasons(proposal),
      proposal.consulted ? say(words.proposal.consulted(nameFor(viewer, proposal.consulted))) : null,
    ],
    actions: [
      ...(mayDecide
        ? [decide('confirm', { proposal, risk }, viewer), decide('decline', { proposal, risk }, viewer)]
        : []),
      open(words.risk.title(risk.id), 'risk', { id: risk.id }),
      link(words.openTab, viewer.deepLink(risk.id)),
    ],
  });
}

/** The version is the risk's: what counts is that the manager decides on the risk as this card shows it. */
const decide = (
  verdict: 'confirm' | 'decline',
  { proposal, risk }: { proposal: Proposal; risk: Risk },
  viewer: Viewer,
): Element =>
  button(words.proposal[verdict], {
    verb: `proposal.${verdict}`,
    id: proposal.id,
    version: risk.version,
    idempotencyKey: viewer.newKey(),
  });

function state(proposal: Proposal, risk: Risk, mayDecide: boolean, viewer: Viewer): Element | null {
  if (proposal.state === 'confirmed') return say(words.proposal.confirmed, { weight: 'Bolder' });
  if (proposal.state === 'declined') return say(words.proposal.declined, { weight: 'Bolder' });
  if (mayDecide) return proposal.basedOn === risk.version ? null : banner(words.proposal.outdated);
  return say(words.proposal.waiting(nameFor(viewer, proposal.manager)), { weight: 'Bolder' });
}

type Row = [label: string, before: string, after: string];

function changes(change: RiskChange, risk: Risk, viewer: Viewer): Row[] {
  const rows: (Row | null)[] = [
    change.status ? ['Status', labels.status[risk.status], labels.status[change.status]] : null,
    change.types ? ['Type', typesText(risk.types), typesText(change.types)] : null,
    change.category
      ? [
          'Category',
          risk.category === null ? words.notYet : labels.category[risk.category],
          labels.category[change.category],
        ]
      : null,
    change.atRisk ? ['Who is at risk', atRisk(risk.atRisk), atRisk(change.atRisk)] : null,
    change.level ? ['Level', levelText(risk.level), levelText(change.level.to)] : null,
    change.mitigations
      ? [
          'What is done',
          mitigationsText(risk.mitigations, viewer) || words.notYet,
          mitigationsText(mitigationsAfter(risk, change.mitigations), viewer) || words.nobody,
        ]
      : null,
    ...lateRows(change, risk, viewer),
  ];
  return rows.filter((row) => row !== null);
}

function lateRows(change: RiskChange, risk: Risk, viewer: Viewer): (Row | null)[] {
  return [
    change.posture
      ? ['Working arrangement', labels.posture[risk.posture], labels.posture[change.posture.to]]
      : null,
    change.warning
      ? ['Mosaic warning', labels.warning[risk.warning], labels.warning[change.warning.to]]
      : null,
    change.owner
      ? [
          'Owner',
          risk.owner === null ? words.nobody : nameFor(viewer, risk.owner),
          nameFor(viewer, change.owner),
        ]
      : null,
    change.nextReviewOn ? ['Next review', dateText(risk.nextReviewOn), sayDate(change.nextReviewOn)] : null,
    change.caseRef === undefined
      ? null
      : [
          'Case',
          escapeMarkdown(risk.caseRef ?? words.noCase),
          escapeMarkdown(change.caseRef ?? words.noCase),
        ],
  ];
}

const atRisk = (groups: Risk['atRisk']) => groups.map((one) => labels.atRisk[one]).join(', ');

/** An ending or a return moves the status and nothing else that is asked for. */
function turnRow(turn: Proposal['turn'], risk: Risk): Row[] {
  if (!turn) return [];
  const after = turn.kind === 'inactive' ? labels.status.inactive : words.proposal.active;
  return [['Status', labels.status[risk.status], after]];
}

function reasons({ change, turn }: Proposal): Element[] {
  return [
    ...(turn?.kind === 'inactive'
      ? quote(`${words.risk.inactiveTitle}: ${labels.inactiveReason[turn.reason]}`, turn.rationale)
      : quote(words.ending.reopenReason, turn?.reason ?? '')),
    ...quote(words.risk.levelReason, change.level?.reason ?? ''),
    ...quote(words.risk.postureReason, change.posture?.reason ?? ''),
    ...quote(words.risk.noWarningReason, change.warning?.noWarningReason ?? ''),
  ];
}
