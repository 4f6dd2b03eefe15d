import { malformed } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';

const LAST = Number.MAX_SAFE_INTEGER;

/**
 * Below which id a list goes on that is ordered by id, the newest first. For lists whose SQL is written out; others use
 * `selectPage`.
 */
export function idBefore(request: Pick<PageRequest, 'cursor'>): number {
  return idOf(request) ?? LAST;
}

/** After which number a list goes on that is ordered by it, the first one first. */
export function idAfter(request: Pick<PageRequest, 'cursor'>): number {
  return idOf(request) ?? 0;
}

function idOf({ cursor }: Pick<PageRequest, 'cursor'>): number | undefined {
  if (cursor === undefined) return undefined;
  const id = /^id (\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (id !== undefined && Number.isSafeInteger(Number(id))) return Number(id);
  throw malformed('cursor', 'cursor_invalid', 'cursor must be one that this list has given.');
}

/** The page that `limit + 1` rows are the beginning of. */
export function pageById<T extends { id: number }>(rows: readonly T[], request: PageRequest): Page<T> {
  return pageByNumber(rows, request, ({ id }) => id);
}

/** As above, where another number than the id says where the list goes on. */
export function pageByNumber<T>(
  rows: readonly T[],
  { limit }: Pick<PageRequest, 'limit'>,
  numberOf: (row: T) => number,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || !last) return { items, limit };
  return { items, limit, nextCursor: Buffer.from(`id ${numberOf(last)}`).toString('base64url') };
}
