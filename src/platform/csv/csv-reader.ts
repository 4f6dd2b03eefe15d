import type { CsvBlock } from './csv-block.js';
import type { CsvDialect, CsvPosition } from './csv-dialect.js';
import { BYTE_ORDER_MARKS, decodeText } from './csv-encoding.js';
import { parseRecords } from './papa-records.js';

export interface CsvReadOptions {
  /** Where the source begins within the file: CSV_START, or start or end of a block that was read before. */
  from: CsvPosition;
  /** Records that are longer are not taken. */
  maxRecordBytes: number;
  /** How much is parsed at once, about. */
  blockBytes?: number;
  /** Of the file: helps to tell a quote that is never closed from a long text. */
  columns?: number;
}

/**
 * The records of a file, a block at a time. Memory depends on the sizes of blocks and records, not on the file's.
 * At the beginning of a file a byte order mark and, with `dialect.header`, the first record are passed over.
 */
export async function* readCsv(
  source: AsyncIterable<Uint8Array>,
  dialect: CsvDialect,
  options: CsvReadOptions,
): AsyncGenerator<CsvBlock> {
  let position = options.from;
  let rest: Buffer = Buffer.alloc(0);
  let headerDue = position.byte === 0 && dialect.header;
  for await (const piece of pieces(source, options.blockBytes ?? 256 * 1024)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece.bytes]) : piece.bytes;
    const mark = BYTE_ORDER_MARKS[dialect.encoding];
    const skip = position.byte === 0 && bytes.subarray(0, mark.length).equals(mark) ? mark.length : 0;
    const text =
      decodeText(
        bytes.subarray(skip, piece.last ? bytes.length : bytes.lastIndexOf(10) + 1),
        dialect.encoding,
      ) ?? '';
    const { records, consumed } = parseRecords(
      piece.last && text && !text.endsWith('\n') ? `${text}\n` : text,
      dialect,
    );
    const taken = skip + Buffer.byteLength(text.slice(0, consumed));
    rest = bytes.subarray(taken);
    const start = { ...position };
    position = {
      byte: position.byte + taken,
      line: position.line + records.length,
      row: position.row + records.length,
    };
    if (headerDue && records.length > 0) {
      records.shift();
      headerDue = false;
      position.row -= 1;
      start.line += 1;
    }
    if (records.length > 0) yield { records, start, end: position, faults: new Map() };
  }
}

async function* pieces(
  source: AsyncIterable<Uint8Array>,
  blockBytes: number,
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < blockBytes) continue;
    yield { bytes: Buffer.concat(waiting), last: false };
    waiting = [];
    size = 0;
  }
  yield { bytes: Buffer.concat(waiting), last: true };
}
