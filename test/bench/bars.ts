/** The bars the product is held to, printed beside the figures. */

export interface Bar {
  /** What is promised. */
  bar: string;
  /** What was found. */
  found: string;
  isMet: boolean;
  /** Requests and bytes of our own requests are the same in every run: missing such a bar is a failure of the command. */
  isFirm: boolean;
}

/** Prints them; a firm one that is missed makes the command end with 1. */
export function printBars(bars: readonly Bar[]): void {
  console.log('');
  for (const { bar, found, isMet, isFirm } of bars) {
    console.log(`${isMet ? 'met   ' : 'MISSED'}  ${bar}: ${found}`);
    if (isFirm && !isMet) process.exitCode = 1;
  }
}
