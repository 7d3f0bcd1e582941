/** Finds the workbook a request means (the real one, a session's copy or a throwaway) and puts its failures in Graph's words. */
import { type LiveWorkbook, type WorkbookError, type WorkbookErrorCode } from '../../workbook/live-workbook';
import { requireWorkbookItem } from '../drive-item';
import { GraphRefusal } from '../errors';
import { type Office } from '../office';
import { type GraphCall, type GraphHandler, type GraphReply } from '../route';
import { privateCopy } from './sessions';
import { recordWrite, type WireWrite } from './wire';

/** Where the workbook API lives. */
export const workbookPath = '/drives/{drive}/items/{item}/workbook';

/** What a workbook handler works with. */
export interface Desk {
  call: GraphCall;
  workbook: LiveWorkbook;
  /** Adds to the record of writes. */
  record(writes: readonly WireWrite[]): void;
}

const answers: Record<WorkbookErrorCode, { status: number; code: string; innerCode: string }> = {
  itemNotFound: { status: 404, code: 'ItemNotFound', innerCode: 'itemNotFound' },
  itemAlreadyExists: { status: 409, code: 'ItemAlreadyExists', innerCode: 'itemAlreadyExists' },
  invalidArgument: { status: 400, code: 'InvalidArgument', innerCode: 'invalidArgument' },
  invalidReference: { status: 400, code: 'InvalidReference', innerCode: 'invalidReference' },
  locked: { status: 423, code: 'resourceLocked', innerCode: 'EditModeCannotAcquireLock' },
  insertDeleteConflict: { status: 409, code: 'InsertDeleteConflict', innerCode: 'insertDeleteConflict' },
  nonBlankCellOffSheet: { status: 409, code: 'NonBlankCellOffSheet', innerCode: 'nonBlankCellOffSheet' },
  preconditionFailed: { status: 412, code: 'preconditionFailed', innerCode: 'preconditionFailed' },
  rangeExceedsLimit: { status: 413, code: 'payloadTooLarge', innerCode: 'rangeExceedsLimit' },
  unsupportedWorkbook: { status: 400, code: 'invalidRequest', innerCode: 'unsupportedWorkbook' },
};

/** A workbook failure as Graph answers it. */
export function refusalOf(error: WorkbookError): GraphRefusal {
  const { status, code, innerCode } = answers[error.code];
  return new GraphRefusal(status, code, error.message, { innerCode, cause: error });
}

async function onThrowaway(
  office: Office,
  work: (workbook: LiveWorkbook) => Promise<GraphReply> | GraphReply,
): Promise<GraphReply> {
  const copy = await privateCopy(office.workbook, () => office.box.clock.now());
  try {
    return await work(copy.workbook);
  } finally {
    await copy.discard();
  }
}

/** Runs the work on the workbook the request may write to. */
export async function withWorkbook(
  office: Office,
  call: GraphCall,
  work: (workbook: LiveWorkbook) => Promise<GraphReply> | GraphReply,
): Promise<GraphReply> {
  requireWorkbookItem(office, call);
  const sessionId = call.headers['workbook-session-id'];
  const workbook = typeof sessionId === 'string' ? await office.sessions.use(sessionId) : office.workbook;
  return call.persist ? await work(workbook) : await onThrowaway(office, work);
}

/** A handler that works at a desk. */
export const atDesk =
  (office: Office, work: (desk: Desk) => Promise<GraphReply> | GraphReply): GraphHandler =>
  (call) =>
    withWorkbook(office, call, (workbook) => {
      const record = (writes: readonly WireWrite[]): void => {
        for (const write of writes) recordWrite(office.wire, write);
      };
      return work({ call, workbook, record });
    });
