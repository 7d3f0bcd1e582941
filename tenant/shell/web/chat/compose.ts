/** The box in which a person writes: Enter sends, Shift+Enter begins a new line. */
import { el } from '../dom';
import { icon } from '../icons';
import { orToast } from '../toast';

/** Calls `say` with each text sent; the box is empty at once and takes the text back when it could not be sent. */
export function compose(say: (text: string) => Promise<void>, botName: string): HTMLElement {
  const input = el('textarea', {
    id: 'compose',
    rows: 1,
    placeholder: 'Type a message',
    'aria-label': `Message to ${botName}`,
    enterkeyhint: 'send',
  });
  const form = el('form', { class: 'compose' }, input);
  form.append(
    el(
      'button',
      { class: 'plain square', type: 'submit', 'aria-label': 'Send', title: 'Send' },
      icon('send'),
    ),
  );
  const fit = (): void => {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
  };
  const send = async (): Promise<void> => {
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    fit();
    try {
      await say(text);
    } catch (error) {
      input.value = text;
      throw error;
    }
  };
  input.addEventListener('input', fit);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void orToast(send);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void orToast(send);
  });
  return form;
}
