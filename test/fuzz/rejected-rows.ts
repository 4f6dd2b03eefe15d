import type { WireAnswer } from './exchange.ts';

/**
 * The body without the rows of a batch that the answer says were rejected: what is left was taken. Undefined when
 * nothing was.
 */
export function takenOf(body: Record<string, unknown>, answer: WireAnswer): unknown {
  const rejected = rejectedOf(answer);
  if (rejected.size === 0) return body;
  const taken = Object.entries(body).map(([name, rows]): [string, unknown] => [
    name,
    Array.isArray(rows) ? rows.filter((_, index) => !rejected.has(index)) : rows,
  ]);
  const isNothing = taken.every(([, rows]) => Array.isArray(rows) && rows.length === 0);
  return isNothing ? undefined : Object.fromEntries(taken);
}

function rejectedOf({ body }: WireAnswer): Set<number> {
  const { data } = JSON.parse(body || '{}') as { data?: unknown };
  const results = (Array.isArray(data) ? data : []) as { index: number; status?: string }[];
  return new Set(results.filter(({ status }) => status === 'rejected').map(({ index }) => index));
}
