/** The clock page: the tenant's own time, which can be moved forward. */
import { getJson, postJson } from './api';
import { el } from './dom';
import { on } from './live';
import { type Page } from './session';
import { orToast, toast } from './toast';

interface Reading {
  now: string;
  offsetMs: number;
}

const MOVES = [
  { text: '+15 minutes', advance: 'PT15M' },
  { text: '+1 hour', advance: 'PT1H' },
  { text: '+1 day', advance: 'P1D' },
  { text: '+1 week', advance: 'P7D' },
];

/** Shows the time and the buttons that move it. */
export const clockPage: Page = (view) => {
  const day = el('p', { class: 'clock-day' });
  const time = el('p', { class: 'clock-time', role: 'timer' });
  const ahead = el('p', { class: 'hint', 'aria-live': 'polite' });
  let offsetMs = 0;
  const draw = (): void => {
    const now = new Date(Date.now() + offsetMs);
    const dayFormat = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
    day.textContent = now.toLocaleDateString('en-GB', dayFormat);
    time.textContent = now.toLocaleTimeString('en-GB');
  };
  const take = (reading: Reading): void => {
    offsetMs = reading.offsetMs;
    ahead.textContent = aheadText(offsetMs);
    draw();
  };
  const hint =
    'Moving the clock lets what is due happen: reviews, reminders, escalations. It only moves forward.';
  view.append(
    el(
      'div',
      { class: 'column narrow' },
      el('h1', {}, 'Clock'),
      el('div', { class: 'panel clock' }, day, time, ahead),
      moveButtons(take),
      el('p', { class: 'hint' }, hint),
    ),
  );
  void orToast(async () => take(await getJson<Reading>('/clock.json')));
  const ticking = setInterval(draw, 1000);
  const off = on('clock', take);
  return () => {
    clearInterval(ticking);
    off();
  };
};

/** The buttons; they rest while the tenant is catching up. */
function moveButtons(take: (reading: Reading) => void): HTMLElement {
  const buttons = MOVES.map(({ text, advance }) =>
    el('button', { class: 'primary', onclick: () => void move(advance) }, text),
  );
  const rest = (isResting: boolean): void => buttons.forEach((button) => (button.disabled = isResting));
  const move = async (advance: string): Promise<void> => {
    rest(true);
    await orToast(async () => {
      take(await postJson<Reading>('/clock.json', { advance }));
      toast('The clock was moved. What is due by now is happening.');
    });
    rest(false);
  };
  return el('div', { class: 'buttons' }, ...buttons);
}

/** How far the tenant is ahead of real time, in words. */
function aheadText(offsetMs: number): string {
  const minutes = Math.round(offsetMs / 60_000);
  if (minutes === 0) return 'The same as real time.';
  const parts = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor((minutes % 1440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return `${words.join(', ')} ahead of real time.`;
}
