import type { CsvBlock } from './csv-block.js';
import { CsvBlocks } from './csv-blocks.js';
import type { CsvDialect } from './csv-dialect.js';
import { csvPieces, joinBytes } from './csv-pieces.js';
import type { CsvReadOptions } from './csv-read-options.js';

// Of larger ones the records grow old before they are read, and then are garbage for long.
const BLOCK_BYTES = 64 * 1024;

/**
 * The records of a file, a block at a time. Memory depends on the sizes of blocks and records, not on the file's. At the
 * beginning of a file a byte order mark and, with `dialect.header`, the first record are passed over, and empty lines
 * everywhere. What is wrong with a record becomes a fault of it; the others are read as if it was not there.
 */
export async function* readCsv(
  source: AsyncIterable<Uint8Array>,
  dialect: CsvDialect,
  options: CsvReadOptions,
): AsyncGenerator<CsvBlock> {
  const { blockBytes = BLOCK_BYTES, maxRecordBytes } = options;
  const blocks = new CsvBlocks(dialect, options);
  // Blocks larger than records may be would have to be searched for records that are too large.
  const size = Math.max(1, Math.min(blockBytes, Math.floor(maxRecordBytes / 2)));
  let rest: Buffer = Buffer.alloc(0);
  let due = 0;
  for await (const { chunks, last } of csvPieces(source, size)) {
    rest = joinBytes([rest, ...chunks]);
    if (rest.length < due && !last) continue;
    for (let again = true; again;) {
      const step = blocks.read(rest, last);
      rest = rest.subarray(step.taken);
      if (step.block) yield step.block;
      again = step.again === true && rest.length > 0;
    }
    // A record of many blocks is looked at when there is twice as much of it, and not with each of them.
    due = Math.min(2 * rest.length, maxRecordBytes);
  }
}
