import type { RowBatch, RowPlan } from '../../src/features/imports/rows/row-batch.js';
import { CSV_START } from '../../src/platform/csv/csv-dialect.js';
import { csvLine } from '../../src/platform/csv/csv-text.js';

/** A row of a file, by its number: what COPY would be given for it, or the codes of its faults. */
export type Outcome = [row: number, outcome: string];

const COLUMNS = ['name', 'email', 'note'];

export function planOf(lanes: number, batchRows: number, options: Partial<RowPlan['options']> = {}): RowPlan {
  return {
    target: 'users',
    batchRows,
    lanes: Array.from({ length: lanes }, () => ({ ...CSV_START, doneRow: 0 })),
    options: {
      dialect: { encoding: 'utf-8', delimiter: ',', quote: '"', newline: '\n', header: true },
      columns: COLUMNS,
      mapping: { name: 'name', email: 'email' },
      transforms: {},
      onConflict: 'skip',
      batchSize: null,
      dryRun: false,
      invite: false,
      ...options,
    },
  };
}

export function fileOf(records: readonly (readonly string[])[], newline: '\n' | '\r\n' = '\n'): Buffer {
  return Buffer.from([COLUMNS, ...records].map((record) => csvLine(record, { newline })).join(''));
}

/** What is in a batch, row by row. */
export function outcomesOf({ copy, rows, rejects }: Pick<RowBatch, 'copy' | 'rows' | 'rejects'>): Outcome[] {
  const lines = Buffer.from(copy).toString().split('\n').slice(0, -1);
  expect(lines).toHaveLength(rows.length);
  return [
    ...lines.map((line, index): Outcome => [rows[index] ?? 0, line]),
    ...rejects.map(({ row, faults }): Outcome => [row, faults.map(({ code }) => code).join()]),
  ].sort(([a], [b]) => a - b);
}

/** As a file comes: in pieces of some length. */
export async function* inPieces(file: Buffer, bytes: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.length; from += bytes) {
    await Promise.resolve();
    yield file.subarray(from, from + bytes);
  }
}
