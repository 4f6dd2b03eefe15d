import { malformed } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';

const LAST = Number.MAX_SAFE_INTEGER;

/**
 * Below which id a list goes on that is ordered by id, the newest first. For lists whose SQL is written out; others use
 * `selectPage`.
 */
export function idBefore({ cursor }: Pick<PageRequest, 'cursor'>): number {
  if (cursor === undefined) return LAST;
  const id = /^id (\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (id !== undefined && Number.isSafeInteger(Number(id))) return Number(id);
  throw malformed('cursor', 'cursor_invalid', 'cursor must be one that this list has given.');
}

/** The page that `limit + 1` rows are the beginning of. */
export function pageById<T extends { id: number }>(
  rows: readonly T[],
  { limit }: Pick<PageRequest, 'limit'>,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || !last) return { items, limit };
  return { items, limit, nextCursor: Buffer.from(`id ${last.id}`).toString('base64url') };
}
