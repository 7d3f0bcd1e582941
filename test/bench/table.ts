/** Prints figures in columns that stay within a hundred characters. */

const thousands = (figure: number) => Math.round(figure).toLocaleString('en-GB');

/** Milliseconds with one decimal below ten; seconds beyond a hundred of them. */
export const ms = (figure: number): string =>
  figure < 10
    ? `${figure.toFixed(1)} ms`
    : figure < 100_000
      ? `${thousands(figure)} ms`
      : `${thousands(figure / 1000)} s`;
export const whole = thousands;
/** Bytes as kB or MB of a thousand. */
export const bytes = (figure: number): string =>
  figure < 10_000
    ? `${thousands(figure)} B`
    : figure < 1e6
      ? `${(figure / 1e3).toFixed(0)} kB`
      : `${(figure / 1e6).toFixed(2)} MB`;

/** A table as Markdown, so that it can go onto a page as it is; figures to the right, words to the left. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = head.map((heading, at) => Math.max(heading.length, ...rows.map((row) => (row[at] ?? '').length))); // prettier-ignore
  const isFigure = head.map((_, at) => rows.every((row) => /^[\d,.]+( \w+)?\*?$|^$/.test(row[at] ?? '')));
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, at) => (isFigure[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))); // prettier-ignore
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, at) => (isFigure[at] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  console.log(`\n${title}\n`);
  console.log([line(head), line(rule), ...rows.map(line)].join('\n'));
}
