import { nextSend, superseded, type Outgoing, type SendContext } from '../../../sync/protocol/send';

const settle = 120_000;
const context = (parts: Partial<SendContext> = {}): SendContext => ({
  now: 1_000_000,
  readAt: 1_000_000,
  resendSettleMs: settle,
  closed: new Set(),
  refusing: new Set(),
  aside: new Set(),
  notBefore: 0,
  ...parts,
});

function outgoing(seq: number, parts: Partial<Outgoing> = {}): Outgoing {
  return {
    seq,
    kind: 'event',
    riskId: 'NS-2026-0001' as never,
    region: 'NS' as never,
    key: 'NS-2026-0001',
    state: 'pending',
    attempts: 0,
    triedAt: null,
    ...parts,
  };
}
const row = (seq: number, parts: Partial<Outgoing> = {}) => outgoing(seq, { kind: 'row', ...parts });

describe('what to send next', () => {
  it('SHT20 events go before rows', () => {
    expect(nextSend([row(1), outgoing(2)], context())).toEqual({ kind: 'events', seqs: [2] });
    expect(nextSend([row(1)], context())).toEqual({ kind: 'rows', region: 'NS', seqs: [1] });
  });

  it('SHT20 an event overtaken by a later one of its key is not sent', () => {
    const open = [outgoing(1), outgoing(2, { key: 'NS-2026-0002' }), outgoing(3)];

    expect(superseded(open)).toEqual([1]);
    expect(nextSend(open, context())).toEqual({ kind: 'events', seqs: [2, 3] });
  });

  it('SHT21 a row of unknown fate waits for a reading that began a settle time later', () => {
    const tried = row(1, { state: 'unknown', attempts: 1, triedAt: 1_000_000 - settle });

    expect(nextSend([tried], context({ readAt: 1_000_000 })).kind).toBe('idle');
    expect(nextSend([tried], context({ readAt: 1_000_001 })).kind).toBe('rows');
    expect(nextSend([tried], context({ now: 9_000_000, readAt: null })).kind).toBe('idle');
    expect(nextSend([tried], context({ now: 9_000_000, readAt: 999_999 })).kind).toBe('idle');
  });

  it('SHT21 a row answered with success yet never seen is doubted only after the same wait', () => {
    const sent = row(1, { state: 'sent', attempts: 1, triedAt: 0 });

    expect(nextSend([sent], context({ readAt: settle })).kind).toBe('idle');
    expect(nextSend([sent], context({ readAt: settle + 1 })).kind).toBe('rows');
  });

  it('SHT21 a row of unknown fate is not sent again while any region cannot be read: it may have been moved there', () => {
    const tried = row(1, { state: 'unknown', attempts: 1, triedAt: 0 });

    expect(nextSend([tried], context({ closed: new Set(['EM']) })).kind).toBe('idle');
    expect(nextSend([row(2)], context({ closed: new Set(['EM']) })).kind).toBe('rows');
    expect(nextSend([tried], context({ refusing: new Set(['EM']) })).kind).toBe('rows');
  });

  it('SHT22 an event of unknown fate is repeated after a pause that grows', () => {
    const first = outgoing(1, { state: 'unknown', attempts: 1, triedAt: 1_000_000 });
    const third = outgoing(1, { state: 'unknown', attempts: 3, triedAt: 1_000_000 });

    expect(nextSend([first], context())).toEqual({ kind: 'idle', wakeAt: 1_002_000 });
    expect(nextSend([first], context({ now: 1_002_000 }))).toEqual({ kind: 'events', seqs: [1] });
    expect(nextSend([third], context())).toEqual({ kind: 'idle', wakeAt: 1_008_000 });
  });

  it('SHT23 nothing goes out before Retry-After has passed, and no row to a region left alone', () => {
    expect(nextSend([outgoing(1)], context({ notBefore: 1_000_500 }))).toEqual({
      kind: 'idle',
      wakeAt: 1_000_500,
    });
    expect(nextSend([row(1)], context({ closed: new Set(['NS']) }))).toEqual({ kind: 'idle', wakeAt: null });
    expect(nextSend([row(1)], context({ refusing: new Set(['NS']) }))).toEqual({
      kind: 'idle',
      wakeAt: null,
    });
  });

  it('SHT34 what was refused by itself is left aside, and the others go on', () => {
    const open = [outgoing(1), outgoing(2, { key: 'NS-2026-0002' }), row(3)];

    expect(nextSend(open, context({ aside: new Set([1]) }))).toEqual({ kind: 'events', seqs: [2] });
    expect(nextSend(open, context({ aside: new Set([1, 2]) }))).toEqual({ kind: 'rows', region: 'NS', seqs: [3] }); // prettier-ignore
  });

  it('SHT23 rows of one region travel together, never more than a batch', () => {
    const open = [
      ...Array.from({ length: 501 }, (_, index) => row(index + 1)),
      row(900, { region: 'EM' as never }),
    ];

    const next = nextSend(open, context());

    expect(next).toMatchObject({ kind: 'rows', region: 'NS' });
    expect(next.kind === 'rows' && next.seqs).toHaveLength(500);
  });
});
