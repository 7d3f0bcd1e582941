/** Building page parts without a framework. */

/** What an element may hold. */
export type Child = Node | string | null | undefined;

/** Attributes by name; functions are listeners (`onclick`), false and undefined leave an attribute out. */
export type Props = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/** An element with its attributes, listeners and children. Text is always text, never HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** What stands for a name in a round picture: two initials, or an initial and the number of somebody numbered. */
export function initials(name: string): string {
  const [first, second = ''] = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (first === undefined) return '?';
  const rest = /^\d+$/.test(second) ? String(Number(second)) : second.slice(0, 1);
  return (first.slice(0, 1) + rest).toUpperCase();
}

/** A round picture with initials; its colour follows the name. */
export function avatar(name: string): HTMLElement {
  const sum = [...name].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return el('span', { class: `avatar tone-${sum % 6}`, 'aria-hidden': 'true' }, initials(name));
}

/** A count in a pill; nothing when there is nothing to count. */
export function badge(count: number, what: string): HTMLElement | null {
  if (count === 0) return null;
  const spoken = el('span', { class: 'unseen' }, ` ${what}`);
  return el('span', { class: 'badge' }, count > 99 ? '99+' : String(count), spoken);
}
