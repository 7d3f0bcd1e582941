/** The form on which the regional office records and changes a risk (S0-17, S0-42, S0-51 to S0-54). */
import { isWarningStep } from '../../register/lifecycle';
import { warningWording } from '../../register/organisation';
import { type Person } from '../../register/person';
import { textLimit, type Risk } from '../../register/risk';
import { conflictMark, headingRead } from '../../register/sheet-conflict';
import { type SheetConflict } from '../../register/sheet-memory';
import { labels, postures, statuses, warningStates } from '../../register/vocabulary';
import { words } from '../words';
import { evidenceInputs, type EvidenceAsked } from './evidence';
import {
  choiceInput,
  choicesOf,
  dateInput,
  manyInput,
  peopleChoices,
  textInput,
  type Choice,
} from './inputs';
import {
  banner,
  button,
  bytesOf,
  card,
  copyable,
  facts,
  mostBytes,
  open,
  quote,
  say,
  type Card,
  type Element,
} from './parts';
import { escapeMarkdown, plain } from './text';
import { type Viewer } from './viewer';

/** What is in the form, as typed. */
export interface RecordDraft {
  types: readonly string[];
  category: string;
  level: string;
  levelReason: string;
  mitigations: readonly string[];
  mitigationOther: string;
  mitigationOwner: string;
  posture: string;
  postureReason: string;
  warning: string;
  noWarningReason: string;
  owner: string;
  nextReviewOn: string;
  status: string;
  manager: string;
  consulted: string;
}

export interface RecordState extends EvidenceAsked {
  risk: Risk;
  draft: RecordDraft;
  key: string;
  /** What sheet and Teams say about fields of this form; saving settles them. Empty on the plain form. */
  conflicts: readonly SheetConflict[];
  problem: string | null;
  asksWhetherNeeded: boolean;
  /** Who may own it: the office of the region. */
  office: readonly Person[];
}

/** What "Other" stands for, each a mitigation of its own. */
export function otherTexts(risk: Risk): string[] {
  return risk.mitigations.filter((one) => one.code === 'other' && one.text !== '').map((one) => one.text);
}

/** The form as the risk stands. */
export function draftOf(risk: Risk, viewer: Viewer): RecordDraft {
  return {
    types: risk.types,
    category: risk.category ?? '',
    level: risk.level ?? '',
    levelReason: '',
    mitigations: risk.mitigations.map((one) => one.code),
    mitigationOther: otherTexts(risk).join('\n'),
    mitigationOwner: 'office',
    posture: risk.posture,
    postureReason: '',
    warning: 'keep',
    noWarningReason: risk.noWarningReason,
    owner: risk.owner ?? viewer.actor.person.id,
    nextReviewOn: risk.nextReviewOn ?? '',
    status: 'auto',
    manager: viewer.actor.person.managerId ?? '',
    consulted: '',
  };
}

/** A form so full that both sides of what is in dispute do not fit names the fields only. */
export function recordCard(state: RecordState, viewer: Viewer): Card {
  const whole = formOf(state, viewer, false);
  return bytesOf(whole) <= mostBytes ? whole : formOf(state, viewer, true);
}

function formOf(state: RecordState, viewer: Viewer, isBrief: boolean): Card {
  const { risk } = state;
  const save = (title: string, more: Record<string, number> = {}) =>
    button(title, {
      ...(state.conflicts.length > 0
        ? { verb: 'settle.save', mark: conflictMark(state.conflicts) }
        : { verb: 'record.save' }),
      id: risk.id,
      version: risk.version,
      idempotencyKey: state.key,
      ...more,
    });
  return card({
    title: words.record.title(risk.id),
    isForm: true,
    note: state.problem === null ? null : banner(state.problem),
    body: [
      say(words.record.about),
      conflictLines(state, isBrief),
      quote(words.risk.summary, risk.summary),
      whatInputs(state),
      doneInputs(state),
      warningInputs(state, viewer),
      whoInputs(state, viewer),
    ],
    actions: [
      save(words.record.save),
      state.asksWhetherNeeded ? save(words.record.needed, { needed: 1 }) : null,
      open(words.back, 'risk', { id: risk.id }),
    ],
  });
}

/** Characters shown of one side; the conflict's own card has more. */
const mostShown = 60;

/** What is settled by saving has to stand here: the sheet may have been typed in again since the conflict's own card was drawn. */
function conflictLines({ conflicts }: RecordState, isBrief: boolean): Element[] {
  if (conflicts.length === 0) return [];
  const heading = (one: SheetConflict) => headingRead(one.field);
  const side = (text: string) => escapeMarkdown(plain(text, mostShown)) || '–';
  const both = ({ sheet, service }: SheetConflict) => words.conflict.sides(side(sheet), side(service));
  return [
    say(words.conflict.saving, { weight: 'Bolder' }),
    ...(isBrief
      ? [say(conflicts.map(heading).join(', '))]
      : facts(conflicts.map((one) => [heading(one), both(one)]))),
  ];
}

function whatInputs({ draft }: RecordState): Element[] {
  const w = words.record;
  return [
    manyInput({
      id: 'types',
      label: words.report.types,
      choices: choicesOf(labels.types),
      values: draft.types,
    }),
    choiceInput({
      id: 'category',
      label: w.category,
      choices: choicesOf(labels.category),
      value: draft.category,
    }),
    choiceInput({ id: 'level', label: w.level, choices: choicesOf(labels.level), value: draft.level }),
    textInput({
      id: 'levelReason',
      label: w.levelReason,
      limit: textLimit,
      multiline: true,
      value: draft.levelReason,
    }),
  ];
}

function doneInputs({ draft, office }: RecordState): Element[] {
  const w = words.record;
  const owners: Choice[] = [
    { title: words.office, value: 'office' },
    { title: words.agency, value: 'agency' },
    ...peopleChoices(office),
  ];
  return [
    manyInput({
      id: 'mitigations',
      label: w.mitigations,
      choices: choicesOf(labels.mitigations),
      values: draft.mitigations,
    }),
    textInput({
      id: 'mitigationOther',
      label: w.mitigationOther,
      limit: textLimit,
      multiline: true,
      value: draft.mitigationOther,
    }),
    choiceInput({
      id: 'mitigationOwner',
      label: w.mitigationOwner,
      choices: owners,
      value: draft.mitigationOwner,
      style: 'compact',
    }),
    choiceInput({
      id: 'posture',
      label: w.posture,
      choices: choicesOf(labels.posture, postures),
      value: draft.posture,
    }),
    textInput({
      id: 'postureReason',
      label: w.postureReason,
      limit: textLimit,
      multiline: true,
      value: draft.postureReason,
    }),
  ];
}

function warningInputs({ draft, risk }: RecordState, viewer: Viewer): Element[] {
  const w = words.record;
  if (risk.caseRef === null) return [];
  const choices = [
    { title: `${w.keep} (${labels.warning[risk.warning].toLowerCase()})`, value: 'keep' },
    ...choicesOf(
      labels.warning,
      warningStates.filter((one) => one !== risk.warning && isWarningStep(risk.warning, one)),
    ),
  ];
  return [
    ...copyable(words.risk.wording, warningWording(viewer.org, risk.region)),
    choiceInput({ id: 'warning', label: w.warning, choices, value: draft.warning }),
    textInput({
      id: 'noWarningReason',
      label: w.noWarningReason,
      limit: textLimit,
      value: draft.noWarningReason,
    }),
  ];
}

function whoInputs(state: RecordState, viewer: Viewer): Element[] {
  const { draft, risk, office } = state;
  const w = words.record;
  const from = statuses.indexOf(risk.status);
  const steps = statuses.filter(
    (status, index) => index > from && status !== 'inactive' && status !== 'void',
  );
  const status = [{ title: w.statusAuto, value: 'auto' }, ...choicesOf(labels.status, steps)];
  return [
    choiceInput({
      id: 'owner',
      label: w.owner,
      choices: peopleChoices(office),
      value: draft.owner,
      style: 'compact',
    }),
    dateInput({ id: 'nextReviewOn', label: w.nextReviewOn, value: draft.nextReviewOn }),
    ...(steps.length > 0
      ? [choiceInput({ id: 'status', label: w.status, choices: status, value: draft.status })]
      : []),
    ...evidenceInputs(state, viewer),
  ];
}
