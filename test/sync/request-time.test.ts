import { type SyncConfig, syncConfig, syncConfigProblems } from '../../sync/config';
import {
  lateCommitMs,
  leaseTtlMs,
  leastSettleMs,
  longestJournalMs,
  requestTimeoutMs,
  staleMs,
} from '../../sync/request-time';
import { timingsOf } from '../../cli/timings';
import { type Config } from '../../cli/config';

const settings = (more: Record<string, string> = {}): SyncConfig =>
  syncConfig.parse({
    CRR_TENANT_ID: 't',
    CRR_GRAPH_CLIENT_ID: 'c',
    CRR_GRAPH_CLIENT_SECRET: 's',
    CRR_MAIL_SENDER: 'risk.register@caseworkcharity.example',
    ...more,
  });

describe('the times of one write', () => {
  it('STO22 an attempt that is begun is over well before the lease, journal included', () => {
    expect(leaseTtlMs).toBeGreaterThanOrEqual(longestJournalMs + requestTimeoutMs + 10_000);
  });

  it('STO22 a line is sent again only when the attempt, its late effect and an old view of the file have passed', () => {
    expect([staleMs, lateCommitMs]).toEqual([60_000, 60_000]);
    expect(leastSettleMs).toBeGreaterThanOrEqual(
      longestJournalMs + requestTimeoutMs + staleMs + lateCommitMs,
    );

    const timings = timingsOf(settings() as Config);

    expect(timings.requestTimeoutMs).toBe(requestTimeoutMs);
    expect(timings.resendSettleMs).toBeGreaterThanOrEqual(leastSettleMs);
  });

  it('STO22 refuses a shorter settle time, but on this machine, where nothing lags', () => {
    const told = (more: Record<string, string>) => syncConfigProblems(settings(more)).map(({ name }) => name);

    expect(told({ CRR_RESEND_SETTLE_SECONDS: '154' })).toEqual(['CRR_RESEND_SETTLE_SECONDS']);
    expect(told({ CRR_RESEND_SETTLE_SECONDS: '155' })).toEqual([]);
    expect(told({ CRR_RESEND_SETTLE_SECONDS: '0', CRR_GRAPH_ROOT: 'http://127.0.0.1:1/v1.0' })).toEqual([]);
  });
});
