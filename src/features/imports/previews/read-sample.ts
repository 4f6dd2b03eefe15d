import { Readable } from 'node:stream';
import { CSV_START } from '../../../platform/csv/csv-dialect.js';
import { readCsv } from '../../../platform/csv/csv-reader.js';
import { SNIFF_BYTES } from '../../../platform/csv/sniff-csv.js';
import { isRejectsFile, restoreCells } from '../rejects/reject-columns.js';
import type { RowFault } from '../rejects/row-fault.js';
import { compileShownRow, type ShownRow } from '../rows/row-compiler.js';
import type { ImportOptions } from '../targets/import-options.js';
import type { ImportTarget } from '../targets/import-target.js';

export interface SampledRow extends ShownRow {
  row: number;
  line: number;
  fields: string[];
}

const WHOLE_ROW = { column: null, field: null, value: null };

/** The rows that a file begins with, as they would be imported; without a target, as they are. */
export async function readSample(
  head: Buffer,
  options: Pick<ImportOptions, 'dialect' | 'columns'>,
  imported: { target: ImportTarget; options: ImportOptions } | undefined,
): Promise<SampledRow[]> {
  const read = imported && compileShownRow(imported.target, imported.options);
  const rows: SampledRow[] = [];
  const limits = { from: CSV_START, maxRecordBytes: SNIFF_BYTES, columns: options.columns.length };
  for await (const { records, lines, start, faults } of readCsv(
    Readable.from([head]),
    options.dialect,
    limits,
  )) {
    if (isRejectsFile(options.columns)) restoreCells(records);
    for (const [index, fields] of records.entries()) {
      const fault = faults.get(index);
      const shown = fault ? broken({ ...WHOLE_ROW, ...fault }) : (read?.(fields) ?? broken());
      const line = start.line + (lines?.[index] ?? index);
      rows.push({ row: start.row + index + 1, line, fields, ...shown });
    }
  }
  // The last one goes on where the head ends.
  return head.length < SNIFF_BYTES ? rows : rows.slice(0, -1);
}

function broken(...faults: RowFault[]): ShownRow {
  return { values: {}, faults };
}
