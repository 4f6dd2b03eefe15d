import type { Finding } from './finding.ts';

const HEADER = ['severity', 'package', 'advisory', 'fix', 'what'];

/** The worst first. */
export function findingsTable(findings: Finding[]): string {
  const rows = findings
    .toSorted((a, b) => a.severity.localeCompare(b.severity) || a.package.localeCompare(b.package))
    .map((finding) => [
      finding.severity,
      `${finding.package} ${finding.versions.join(', ')}`,
      finding.advisory,
      finding.fix,
      finding.title,
    ]);
  const table = [HEADER, ...rows];
  const widths = HEADER.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}
