/** The body of a mail: text with its links, or HTML in a frame in which nothing can run. */
import { type Mail } from './api';
import { el } from './dom';

/** Shows the body; `follow` is called with the address of a link a person clicks. */
export function mailBody(message: Mail, follow: (address: string) => void): HTMLElement {
  return message.bodyType === 'html' ? htmlBody(message.body, follow) : textBody(message.body, follow);
}

function textBody(body: string, follow: (address: string) => void): HTMLElement {
  const shown = el('div', { class: 'mail-text' });
  for (const part of body.split(/(https?:\/\/[^\s<>"')]+)/)) {
    shown.append(/^https?:\/\//.test(part) ? linkTo(part, follow) : part);
  }
  return shown;
}

function linkTo(address: string, follow: (address: string) => void): HTMLElement {
  const link = el('a', { href: address, rel: 'noopener noreferrer' }, address);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    follow(address);
  });
  return link;
}

/** Scripts stay off: the sandbox allows the same origin only so that the page can measure and listen for clicks. */
function htmlBody(body: string, follow: (address: string) => void): HTMLElement {
  const frame = el('iframe', { class: 'mail-html', sandbox: 'allow-same-origin', title: 'Message body' });
  frame.srcdoc = `<!doctype html><meta charset="utf-8"><style>body{font:14px/1.5 system-ui,sans-serif;color:#242424;background:#fff;margin:12px;overflow-wrap:anywhere}</style>${body}`;
  frame.addEventListener('load', () => {
    const inner = frame.contentDocument;
    if (inner === null) return;
    frame.style.height = `${inner.documentElement.scrollHeight + 4}px`;
    inner.addEventListener('click', (event) => {
      const link = (event.target as Element | null)?.closest('a');
      if (link === null || link === undefined) return;
      event.preventDefault();
      follow(link.href);
    });
  });
  return frame;
}
