/** Short notices at the top of the page. */
import { el } from './dom';

const SHOWN_MS = 6000;

const quiet = el('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
const urgent = el('div', { class: 'toasts', role: 'alert' });

/** The places toasts appear in; to be put on the page once. */
export function toastPlaces(): HTMLElement {
  return el('div', { class: 'toast-corner' }, quiet, urgent);
}

/** Shows a notice for a few seconds. */
export function toast(text: string, kind: 'notice' | 'failure' = 'notice'): void {
  const note = el('div', { class: `toast ${kind}` }, text);
  const dismiss = el(
    'button',
    { class: 'plain', 'aria-label': 'Dismiss', onclick: () => note.remove() },
    '✕',
  );
  note.append(dismiss);
  (kind === 'failure' ? urgent : quiet).append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}

/** Does the work and shows a toast when it fails. */
export async function orToast(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toast(error instanceof Error ? error.message : 'That did not work. Reload the page.', 'failure');
  }
}
