import { milliseconds } from '../milliseconds.ts';
import { textTable } from '../text-table.ts';
import type { Depth, PageCost } from './depth.ts';

const FLAT = 2;

export function depthTable(depths: Depth[]): string {
  const header = ['page', 'by', 'plan', 'ms', 'pages read', 'count ms', 'API ms'];
  const rows = depths.flatMap(({ page, offset, keyset }) => [
    [String(page), 'OFFSET', ...cells(offset)],
    ['', 'keyset', ...cells(keyset)],
  ]);
  return textTable([header, ...rows]);
}

/** Whether the deepest page by cursor costs about what the first does. */
export function verdict(depths: Depth[]): string {
  const [first, last] = [depths[0], depths.at(-1)];
  if (!first || !last) throw new Error('nothing was measured');
  const growth = last.keyset.list.ms / first.keyset.list.ms;
  const word = growth <= FLAT ? 'PASS' : 'MISS';
  const offset = (last.offset.list.ms / first.offset.list.ms).toFixed(0);
  return `page ${last.page} against page 1: keyset × ${growth.toFixed(2)} (target ≤ ${FLAT}: ${word}), OFFSET × ${offset}`;
}

function cells({ list, count, requestMs }: PageCost): string[] {
  const countMs = count ? milliseconds(count.ms) : '';
  return [list.how, milliseconds(list.ms), String(list.pages), countMs, milliseconds(requestMs)];
}
