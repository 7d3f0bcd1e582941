/** Prints figures in columns. */

const thousands = (figure: number) => Math.round(figure).toLocaleString('en-GB');

/** Milliseconds, with one decimal below ten. */
export const ms = (figure: number): string => (figure < 10 ? figure.toFixed(1) : thousands(figure));
export const whole = thousands;
/** Bytes as kB or MB of a thousand. */
export const bytes = (figure: number): string =>
  figure < 10_000
    ? `${thousands(figure)} B`
    : figure < 1e6
      ? `${(figure / 1e3).toFixed(0)} kB`
      : `${(figure / 1e6).toFixed(2)} MB`;

export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  console.log(`\n${title}\n`);
  console.log([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'));
}
