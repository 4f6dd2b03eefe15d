import { Answer } from '../http/answer.js';
import type { BatchMetaDto, RowResultDto } from './batch.dto.js';
import type { RejectedRow } from './check-rows.js';

/** What became of each row of a batch, in the order of the request. */
export function batchAnswer<T extends { index: number }>(
  created: readonly T[],
  rejected: readonly RejectedRow[],
): Answer<{ data: (RowResultDto & Partial<T>)[]; meta: BatchMetaDto }> {
  const data = [
    ...created.map((row) => ({ status: 'created' as const, ...row })),
    ...rejected.map((row) => ({ status: 'rejected' as const, ...row })),
  ].sort((a, b) => a.index - b.index) as (RowResultDto & Partial<T>)[];
  return new Answer(200, { data, meta: { created: created.length, rejected: rejected.length } });
}
