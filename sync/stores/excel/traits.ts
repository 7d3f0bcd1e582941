/** What a tenant was found to do otherwise than expected (risk-register probe), and what the workbook store makes of it. */

export interface WorkbookTraits {
  /** file: one download, one moment. ranges: table by table, where downloads are refused or lag. */
  reading: 'file' | 'ranges';
  /** Whether If-None-Match is answered with 304; otherwise the tag is compared here. */
  knowsUnchanged: boolean;
  /** Most rows of one request. */
  mostRows: number;
  /** Whether new lines sent together with a question are kept back when that fails, and a name of the workbook answers such questions. */
  keepsBack: boolean;
}

/** What Microsoft's pages promise, and no more; larger requests risk the time limit and the five megabytes of a request. */
export const usualTraits: WorkbookTraits = {
  reading: 'file',
  knowsUnchanged: true,
  mostRows: 500,
  keepsBack: false,
};
