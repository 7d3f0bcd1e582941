/** The versions of an item: who changed what and when, and the way back to one. */
import { el } from '../dom';
import { type List, shownColumns, textOf, type Version } from './model';

/** A panel with the versions, the newest first; only the newest cannot be restored. */
export function versionsPanel(
  list: List,
  item: { id: string; versions: Version[] },
  acts: { restore(version: string): void; close(): void },
): HTMLElement {
  const entries = item.versions.map((version, at) => {
    const when = new Date(version.modifiedAt).toLocaleString('en-GB');
    const what = changesOf(list, version, item.versions[at + 1]);
    const restore = el('button', { class: 'small', onclick: () => acts.restore(version.version) }, `Restore ${version.version}`); // prettier-ignore
    return el(
      'li',
      {},
      el('strong', {}, `Version ${version.version}`),
      ` ${when}, ${version.modifiedBy}`,
      el('p', { class: 'hint' }, what === '' ? 'Nothing people see was changed.' : what),
      at === 0 ? null : restore,
    );
  });
  const close = el('button', { class: 'small', onclick: () => acts.close() }, 'Close');
  const heading = el('h2', { tabindex: '-1' }, `Versions of item ${item.id}`);
  return el('section', { class: 'panel versions', 'aria-label': `Versions of item ${item.id}` }, heading, el('ol', {}, ...entries), close); // prettier-ignore
}

/** `Level: Low → High`, for each column people see whose value differs from the version before. */
function changesOf(list: List, version: Version, before: Version | undefined): string {
  return shownColumns(list)
    .map((column) => {
      const [was, is] = [before, version].map((one) => textOf(list, column, one?.fields[column.name]));
      return was === is
        ? ''
        : `${column.displayName}: ${was === '' ? 'empty' : was} → ${is === '' ? 'empty' : is}`;
    })
    .filter((change) => change !== '')
    .join('; ');
}
