import type { RowBatch, RowPlan } from '../../src/features/imports/rows/row-batch.js';
import type { RejectedRow, RowFault } from '../../src/features/imports/rejects/row-fault.js';
import { CSV_START } from '../../src/platform/csv/csv-dialect.js';
import { csvLine } from '../../src/platform/csv/csv-text.js';

/** A row of a file, by its number: what COPY would be given for it, or the codes of its faults. */
export type Outcome = [row: number, outcome: string];

const COLUMNS = ['name', 'email', 'note'];

export function planOf(lanes: number, batchRows: number, options: Partial<RowPlan['options']> = {}): RowPlan {
  return {
    importId: 'of a test',
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
    ...rejectsOf({ rejects }).map(({ row, faults }): Outcome => [row, faults.map(({ code }) => code).join()]),
  ].sort(([a], [b]) => a - b);
}

/** The rejected rows of a batch, read as COPY reads them. */
export function rejectsOf({ rejects }: Pick<RowBatch, 'rejects'>): RejectedRow[] {
  const lines = Buffer.from(rejects.copy).toString().split('\n').slice(0, -1);
  expect(lines).toHaveLength(rejects.count);
  return lines.map((text) => {
    const [, row, line, fields = '', faults = ''] = text.split('\t').map(unescaped);
    const texts = fields.matchAll(/"((?:[^"\\]|\\.)*)"/gs);
    return {
      row: Number(row),
      line: Number(line),
      fields: Array.from(texts, ([, field = '']) => field.replace(/\\(.)/gs, '$1')),
      faults: JSON.parse(faults) as RowFault[],
    };
  });
}

function unescaped(value: string): string {
  const signs: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return value.replace(/\\(.)/g, (_, sign: string) => signs[sign] ?? sign);
}

/** As a file comes: in pieces of some length. */
export async function* inPieces(file: Buffer, bytes: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.length; from += bytes) {
    await Promise.resolve();
    yield file.subarray(from, from + bytes);
  }
}
