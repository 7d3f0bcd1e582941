import { type WriteOutcome } from '../../../../register/store';
import { Patience } from '../../../../sync/stores/excel/patience';

const refused = (code: string, retryAfterMs: number | null = null): WriteOutcome => ({
  kind: 'failed',
  code,
  retryAfterMs,
  final: false,
});
const waits = (patience: Patience, table: string, outcome: WriteOutcome, times: number) =>
  Array.from({ length: times }, () => {
    const told = patience.told(table, outcome);
    return told.kind === 'failed' ? told.retryAfterMs : null;
  });

describe('waiting for what is in the way', () => {
  it.each(['locked', 'blocked-by-sheet', 'unsupported-workbook', 'denied'])(
    'STO26 waits twice as long each time after %s, up to a minute',
    (code) => {
      expect(waits(new Patience(), 'Risks_NS', refused(code), 6)).toEqual([
        5_000, 10_000, 20_000, 40_000, 60_000, 60_000,
      ]);
    },
  );

  it('STO26 begins anew after a success of the same table, and only of that', () => {
    const patience = new Patience();
    waits(patience, 'Risks_NS', refused('locked'), 3);

    patience.told('Risks_EM', { kind: 'ok' });
    expect(waits(patience, 'Risks_NS', refused('locked'), 1)).toEqual([40_000]);
    patience.told('Risks_NS', { kind: 'unknown', code: 'timeout', retryAfterMs: null });
    expect(waits(patience, 'Risks_NS', refused('locked'), 1)).toEqual([60_000]);
    patience.told('Risks_NS', { kind: 'ok' });
    expect(waits(patience, 'Risks_NS', refused('locked'), 1)).toEqual([5_000]);
  });

  it('STO26 waits no shorter than asked', () => {
    expect(waits(new Patience(), 'Ev', refused('locked', 90_000), 1)).toEqual([90_000]);
  });

  it('STO26 is told to people when it has lasted some minutes', () => {
    const patience = new Patience();
    const told = Array.from({ length: 8 }, () => patience.told('Ev', refused('locked')));

    expect(told.map((one) => one.kind === 'failed' && one.final)).toEqual([
      ...Array<boolean>(7).fill(false),
      true,
    ]);
  });

  it.each([refused('throttled', 7_000), refused('too-late'), { kind: 'unknown', code: 'timeout', retryAfterMs: null } as const, { kind: 'ok' } as const])(
    'STO26 leaves %j as it is',
    (outcome) => {
      expect(new Patience().told('Ev', outcome)).toEqual(outcome);
    },
  ); // prettier-ignore
});
