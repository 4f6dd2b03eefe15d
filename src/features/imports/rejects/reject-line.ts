import { arrayLiteral, copyLine, storable } from '../../../platform/database/copying/copy-text.js';
import type { RejectedRow } from './row-fault.js';

/** Of a line. */
export const REJECT_COLUMNS = ['import_id', 'row', 'line', 'fields', 'faults'];

/** Of one row: nobody puts right more than that by hand, and a page of them has to fit into memory. */
const MAX_CHARACTERS = 256 * 1024;

/** A rejected row as COPY's text format has it. */
export function rejectLine(importId: string, { row, line, fields, faults }: RejectedRow): string {
  // Readable ones of what was wrong in the file: a text that cannot be stored is one of the reasons.
  const plain = faults.map((fault) => ({
    ...fault,
    value: fault.value === null ? null : storable(fault.value),
  }));
  return copyLine([
    importId,
    row,
    line,
    arrayLiteral(cut(fields).map(storable)),
    storable(JSON.stringify(plain)),
  ]);
}

function cut(fields: readonly string[]): string[] {
  let left = MAX_CHARACTERS;
  return fields.map((field) => {
    const kept = field.slice(0, left);
    left -= kept.length;
    return kept;
  });
}
