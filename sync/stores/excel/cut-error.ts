/** The file could not be read as a workbook at all; what is wrong inside one is a CutProblem instead. */
export class CutError extends Error {
  override readonly name = 'CutError';

  constructor(
    readonly code: 'not-a-workbook' | 'too-large',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
