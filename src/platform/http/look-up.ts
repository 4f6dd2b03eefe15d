import { malformed } from '../../shared/app-error.js';
import { Answer } from './answer.js';
import type { LookUpMetaDto } from './page.dto.js';

/** Those with certain ids are no list that could be filtered, sorted or walked. Throws `request_malformed`, naming what is too much. */
export function requireOnlyIds(query: unknown): void {
  const other = Object.keys(query as object).find((name) => name !== 'ids');
  if (other !== undefined) throw malformed(other, 'not_with_ids', `${other} and ids exclude each other.`);
}

/** What was found of `ids`, and what was not. */
export function lookUpAnswer<T extends { id: number }>(
  ids: readonly number[],
  found: T[],
): Answer<{ data: T[]; meta: LookUpMetaDto }> {
  const known = new Set(found.map(({ id }) => id));
  const missing = ids.filter((id) => !known.has(id));
  return new Answer(200, { data: found, meta: { limit: ids.length, missing } });
}
