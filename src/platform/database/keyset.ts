import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { malformed } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { selectRows } from './select-rows.js';

// A cursor comes back from a client: what cannot be such a value must not reach the database.
const FORMS = {
  time: (text: string) => /^(?!0000)\d{4}-/.test(text) && new Date(text).toISOString() === text,
  text: (text: string) => text.isWellFormed() && !text.includes('\0'),
};
const TIES = {
  number: (value: unknown) => Number.isSafeInteger(value),
  uuid: (value: unknown) =>
    typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value),
};

/** One order that a list offers. `tie`, the id unless it is said, breaks ties, so `column` need not be unique. */
export interface SortOrder<T> {
  /** The name in the `sort` parameter, a leading `-` for descending. */
  name: string;
  column: string;
  direction: 'ASC' | 'DESC';
  type: keyof typeof FORMS;
  /** The value of the column in a row: what the cursor remembers. */
  value: (row: T) => Date | string;
  tie?: Tie<T>;
}

interface Tie<T> {
  column: string;
  /** A number when left out. */
  type?: keyof typeof TIES;
  value: (row: T) => number | string;
}

/**
 * Reads one part of a list. With `page` it counts and skips; else it starts after the cursor, which costs the same at
 * any depth. The builder selects, joins (to-one only) and filters.
 */
export async function selectPage<T extends ObjectLiteral>(
  builder: SelectQueryBuilder<T>,
  order: SortOrder<T>,
  request: PageRequest,
): Promise<Page<T>> {
  const { limit, page, cursor } = request;
  if (page !== undefined && cursor !== undefined)
    throw malformed('cursor', 'cursor_with_page', 'cursor and page exclude each other.');
  const total = page === undefined ? undefined : await builder.getCount();
  const tie = order.tie ?? byId<T>(builder.alias);
  if (page !== undefined) builder.offset((page - 1) * limit);
  if (cursor !== undefined) {
    const after = decodeCursor(cursor, order, tie);
    const compare = order.direction === 'ASC' ? '>' : '<';
    builder.andWhere(`(${order.column}, ${tie.column}) ${compare} (:afterValue, :afterId)`, after);
  }
  // One row more than asked for tells whether there is a next page.
  builder.orderBy(order.column, order.direction).addOrderBy(tie.column, order.direction);
  const rows = await selectRows(builder.limit(limit + 1));
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    limit,
    ...(page !== undefined && { page, total }),
    ...(rows.length > limit && last && { nextCursor: encodeCursor(order, tie, last) }),
  };
}

function byId<T extends ObjectLiteral>(alias: string): Tie<T> {
  return { column: `${alias}.id`, value: (row) => row.id as number };
}

function encodeCursor<T>(order: SortOrder<T>, tie: Tie<T>, row: T): string {
  return Buffer.from(JSON.stringify([order.name, order.value(row), tie.value(row)])).toString('base64url');
}

function decodeCursor<T>(cursor: string, order: SortOrder<T>, { type = 'number' }: Tie<T>) {
  try {
    const [name, value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const fits = name === order.name && typeof value === 'string' && FORMS[order.type](value);
    if (fits && TIES[type](id)) return { afterValue: value, afterId: id };
  } catch {
    // Answered below like every other cursor that is not ours.
  }
  throw malformed(
    'cursor',
    'cursor_invalid',
    'cursor must be one that this list has given, with the same sort.',
  );
}
