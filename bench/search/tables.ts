import { milliseconds } from '../milliseconds.ts';
import { textTable } from '../text-table.ts';
import type { Found, MethodResult } from './titles.ts';

/** A row for each question and method. */
export function foundTable(results: MethodResult[]): string {
  const asked = results[0]?.found ?? [];
  const rows = asked.flatMap(({ question, text }, which) =>
    results.map(({ method, found }, index) => [
      index === 0 ? `${question}: ${text}` : '',
      method,
      ...cells(found[which]),
    ]),
  );
  return textTable([['question', 'method', 'hits', 'ms', 'pages', 'plan'], ...rows]);
}

export function sizeTable(results: MethodResult[]): string {
  const rows = results
    .filter(({ megabytes }) => megabytes !== undefined)
    .map(({ method, megabytes, buildSeconds }) => [
      method,
      (megabytes ?? 0).toFixed(0),
      buildSeconds?.toFixed(0) ?? '',
    ]);
  return textTable([['index', 'MB', 'built in s'], ...rows]);
}

function cells(found: Found | undefined): string[] {
  const { hits, ms = Number.NaN, pages, how } = found ?? {};
  return hits === undefined
    ? ['', '', '', 'cannot be asked']
    : [String(hits), milliseconds(ms), String(pages), how ?? ''];
}
