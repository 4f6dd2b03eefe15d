/** A Markdown table that reads well as plain text: numbers to the right. */
export function textTable([header = [], ...rows]: string[][]): string {
  const numeric = header.map((_, column) => rows.every((row) => /^-?[\d.,]*$/.test(row[column] ?? '')));
  const widths = header.map((_, column) =>
    Math.max(3, ...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0, numeric[column])).join(' | ')} |`;
  const rule = widths.map((width, column) => `${'-'.repeat(width - 1)}${numeric[column] ? ':' : '-'}`);
  return [line(header), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function pad(cell: string, width: number, right?: boolean): string {
  return right ? cell.padStart(width) : cell.padEnd(width);
}
