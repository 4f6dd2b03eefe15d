import type { CsvNewline } from '../csv-dialect.js';

/** Line ends before this place of a text. */
export function countLines(text: string, end: number, newline: CsvNewline): number {
  let count = 0;
  for (let at = text.indexOf(newline); at !== -1 && at < end; at = text.indexOf(newline, at + 1)) count += 1;
  return count;
}

/** Lines before each record, from what its fields hold. */
export function lineOffsets(records: string[][], newline: CsvNewline): number[] {
  let before = 0;
  return records.map((record) => {
    const offset = before;
    before += 1;
    for (const field of record) {
      if (field.includes(newline)) before += countLines(field, field.length, newline);
    }
    return offset;
  });
}
