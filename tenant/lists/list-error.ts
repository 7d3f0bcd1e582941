/** What a list refuses, by a closed set of codes; the edges put them into Graph's words or into a sentence for people. */

export type ListErrorCode =
  | 'itemNotFound'
  | 'invalidRequest'
  | 'nameAlreadyExists'
  | 'eTagMismatch'
  /** The column is not indexed and the caller did not accept the risk. */
  | 'notIndexed'
  /** The query would look through more than five thousand items. */
  | 'threshold'
  /** SharePoint can do it, the box cannot. */
  | 'notImitated';

/** A refusal of a list; nothing was changed. */
export class ListError extends Error {
  override readonly name = 'ListError';

  constructor(
    readonly code: ListErrorCode,
    message: string,
  ) {
    super(message);
  }
}
