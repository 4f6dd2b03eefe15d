import { CSV_START, type CsvDialect } from '../csv-dialect.js';
import { CsvBlocks } from '../csv-blocks.js';

/** All records of the beginning of a file, the header too; not the one that it may end in, unless that is all of the file. */
export function headRecords(head: Buffer, dialect: CsvDialect, whole: boolean): string[][] {
  const options = { from: CSV_START, maxRecordBytes: head.length + 1 };
  const blocks = new CsvBlocks({ ...dialect, header: false }, options);
  const records: string[][] = [];
  let rest = head;
  for (let again = true; again && rest.length > 0;) {
    const step = blocks.read(rest, whole);
    records.push(...(step.block?.records ?? []));
    rest = rest.subarray(step.taken);
    again = step.again === true;
  }
  return records;
}
