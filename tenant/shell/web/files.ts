/** The files page: where the workbook lies, how it is, download and upload. */
import { getJson, RequestFailed } from './api';
import { el } from './dom';
import { on } from './live';
import { type Page } from './session';
import { orToast, toast } from './toast';

interface WorkbookFile {
  path: string;
  name: string;
  size: number | null;
  modifiedAt: string | null;
  state: string;
}

const STATES: Record<string, string> = {
  ready: 'Ready',
  missing: 'There is no workbook here. If the register is kept in one, put it back or upload a version of it',
  unreadable: 'This is not a workbook any more: upload a good version',
};

/** Shows the workbook and keeps what it shows up to date. */
export const filesPage: Page = (view) => {
  const facts = el('dl', { class: 'facts' });
  const input = el('input', { type: 'file', id: 'upload', accept: '.xlsx', class: 'file-input' });
  const label = el('label', { for: 'upload' }, 'Upload a new version');
  const download = el('a', { class: 'button primary', href: '/files/download' }, 'Download');
  const buttons = el('div', { class: 'buttons' });
  const load = (): Promise<void> =>
    orToast(async () => {
      const file = await getJson<WorkbookFile>('/files.json');
      facts.replaceChildren(...factsOf(file));
      buttons.replaceChildren(...(file.state === 'missing' ? [] : [download]));
    });
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file === undefined) return;
    void orToast(async () => {
      const { state } = await upload(file);
      if (state === 'ready') toast(`${file.name} is the workbook now.`);
      else toast(STATES[state] ?? state, 'failure');
    }).then(load);
    input.value = '';
  });
  const hint =
    'It is an ordinary file: open it where it lies with Excel or LibreOffice and save; the change is noticed.';
  view.append(
    el(
      'div',
      { class: 'column narrow' },
      el('h1', {}, 'Files'),
      el('div', { class: 'panel' }, facts, buttons),
      el('div', { class: 'panel' }, label, input),
      el('p', { class: 'hint' }, hint),
    ),
  );
  void load();
  return on('file', () => void load());
};

function factsOf(file: WorkbookFile): HTMLElement[] {
  const isThere = file.modifiedAt !== null;
  const saved = file.modifiedAt === null ? '' : new Date(file.modifiedAt).toLocaleString('en-GB');
  const facts = {
    Name: file.name,
    Where: file.path,
    ...(isThere && { Size: `${Math.ceil((file.size ?? 0) / 1024)} KB`, 'Last saved': saved }),
    State: STATES[file.state] ?? file.state,
  };
  return Object.entries(facts).flatMap(([term, text]) => [el('dt', {}, term), el('dd', {}, text)]);
}

async function upload(file: File): Promise<WorkbookFile> {
  const headers = { 'Content-Type': 'application/octet-stream' };
  const response = await fetch('/files/upload', { method: 'POST', headers, body: file });
  if (response.ok) return (await response.json()) as WorkbookFile;
  const { error } = (await response.json().catch(() => ({}))) as { error?: string | { message?: string } };
  const said = typeof error === 'string' ? error : error?.message;
  throw new RequestFailed(said ?? `The box refused the file (${response.status}).`);
}
