/** The ways a workbook request can fail, named as Graph's second-level error codes. */

/** What went wrong, in Graph's words where Graph has one. */
export type WorkbookErrorCode =
  | 'itemNotFound'
  | 'itemAlreadyExists'
  | 'invalidArgument'
  | 'invalidReference'
  | 'locked'
  | 'insertDeleteConflict'
  | 'nonBlankCellOffSheet'
  | 'preconditionFailed'
  | 'rangeExceedsLimit'
  | 'unsupportedWorkbook';

/** A request to the workbook that was not carried out; nothing of it reached the file. */
export class WorkbookError extends Error {
  override readonly name = 'WorkbookError';

  constructor(
    readonly code: WorkbookErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
