/** One Adaptive Card on the page, rendered at schema 1.5 as Teams would. */
import * as AC from 'adaptivecards';
import { el } from '../dom';
import { markdownToHtml } from '../markdown';
import { type Theme } from '../session';
import { hostConfig } from './host-config';

/** A pressed Execute or Submit, with the inputs' values in its data. */
export interface CardPress {
  type: 'Action.Execute' | 'Action.Submit';
  id?: string;
  verb?: string;
  data?: unknown;
}

/** What the card asks its surroundings to do. */
export interface CardSurroundings {
  press(press: CardPress): void;
  openUrl(address: string): void;
}

AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdownToHtml(text);
  result.didProcess = true;
};

/** An optional number may stay empty: the package holds its limits against nothing at all and then calls it wrong. */
class OptionalNumberInput extends AC.NumberInput {
  override isValid(): boolean {
    const isEmpty = this.value === undefined || Number.isNaN(this.value);
    return isEmpty ? !this.isRequired : super.isValid();
  }
}

const elements = new AC.CardObjectRegistry<AC.CardElement>();
AC.GlobalRegistry.elements.copyTo(elements);
elements.register('Input.Number', OptionalNumberInput);

/** The card as an element; a card that cannot be read shows a sentence instead. */
export function renderCard(content: unknown, theme: Theme, around: CardSurroundings): HTMLElement {
  const card = new AC.AdaptiveCard();
  card.hostConfig = hostConfig(theme);
  card.onExecuteAction = (action) => execute(action, around);
  card.onAnchorClicked = (_element, anchor, event) => {
    event?.preventDefault();
    around.openUrl(anchor.href);
    return true;
  };
  const context = new AC.SerializationContext(AC.Versions.v1_5);
  context.setElementRegistry(elements);
  let rendered: HTMLElement | undefined;
  try {
    card.parse(content, context);
    rendered = card.render();
  } catch (error) {
    // Teams shows an empty place for a broken card; a sentence and the console help whoever writes cards.
    console.error('The card could not be rendered.', error);
  }
  if (rendered === undefined) return el('p', { class: 'hint' }, 'This card cannot be shown.');
  rendered.classList.add('card');
  groupChoices(rendered);
  separateRadios(rendered);
  labelFiltered(rendered);
  nameFiltered(card);
  return rendered;
}

function execute(action: AC.Action, around: CardSurroundings): void {
  if (action instanceof AC.ExecuteAction) {
    around.press({ type: 'Action.Execute', id: action.id, verb: action.verb, data: action.data });
  } else if (action instanceof AC.SubmitAction) {
    around.press({ type: 'Action.Submit', id: action.id, data: action.data });
  } else if (action instanceof AC.OpenUrlAction && action.url !== undefined) {
    around.openUrl(action.url);
  }
}

let cardsRendered = 0;

/** The package names radio buttons after their input's id; two cards with the same form would be one group. */
function separateRadios(rendered: HTMLElement): void {
  cardsRendered += 1;
  for (const radio of rendered.querySelectorAll<HTMLInputElement>('input[type=radio]')) {
    radio.name = `card-${cardsRendered}-${radio.name}`;
  }
}

/** Ticks that belong together get a role, so that their label is read with them; the package does so for radio buttons. */
function groupChoices(rendered: HTMLElement): void {
  for (const choices of rendered.querySelectorAll('.ac-choiceSetInput-multiSelect')) {
    choices.setAttribute('role', 'group');
  }
}

/** The package ties the label of a filtered choice to the box around the field; the field itself needs it. */
function labelFiltered(rendered: HTMLElement): void {
  for (const field of rendered.querySelectorAll<HTMLInputElement>('input.ac-choiceSetInput-filtered')) {
    const box = field.parentElement;
    const labels = box?.getAttribute('aria-labelledby');
    if (box === null || labels === null || labels === undefined) continue;
    field.id = `${box.id}-field`;
    field.setAttribute('aria-labelledby', labels);
    box.removeAttribute('aria-labelledby');
    const label = rendered.querySelector<HTMLLabelElement>(`label[for="${box.id}"]`);
    if (label !== null) label.htmlFor = field.id;
  }
}

/** The package shows the value of a filtered choice that is already made, "workload", where Teams shows its title. */
function nameFiltered(card: AC.AdaptiveCard): void {
  for (const input of card.getAllInputs()) {
    if (!(input instanceof AC.ChoiceSetInput) || input.style !== 'filtered') continue;
    const chosen = input.choices.find((choice) => choice.value === input.defaultValue);
    const field = input.renderedElement?.querySelector<HTMLInputElement>('input.ac-choiceSetInput-filtered');
    if (chosen?.title !== undefined && field) field.value = chosen.title;
  }
}

/** Whether a card asks to be refreshed. */
export function wantsRefresh(content: unknown): boolean {
  return (content as { refresh?: { action?: unknown } } | null | undefined)?.refresh?.action !== undefined;
}
