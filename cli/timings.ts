/** The settings by which the register is read and written, in milliseconds. */
import { type ReadingParts } from '../sync/read-register';
import { requestTimeoutMs } from '../sync/request-time';
import { type SendingParts } from '../sync/send-register';
import { type Config } from './config';

type Timings = Pick<ReadingParts, 'rules'> & Pick<SendingParts, 'resendSettleMs' | 'requestTimeoutMs'>;

export function timingsOf(config: Config): Timings {
  return {
    rules: {
      settleMs: config.CRR_SETTLE_SECONDS * 1000,
      deleteAfterMs: config.CRR_DELETE_AFTER_MINUTES * 60_000,
      // As long as a line of unknown fate is looked for: what a view does not show by then is not there.
      lagMs: config.CRR_RESEND_SETTLE_SECONDS * 1000,
    },
    resendSettleMs: config.CRR_RESEND_SETTLE_SECONDS * 1000,
    requestTimeoutMs,
  };
}
