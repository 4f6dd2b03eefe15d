import { open } from 'node:fs/promises';
import { freeAtOnce } from '../../shared/free-at-once.js';

/** Written at a time. A network gives a quarter of it, and each writing wakes a thread. */
const BLOCK_BYTES = 256 * 1024;
/** What is smaller shares its memory with others, or is not worth it. */
const FREED_BYTES = 16 * 1024;

/** Writes a new file, with one block of it in memory, and returns when all of it is on the disk. */
export async function keepOnDisk(chunks: AsyncIterable<Buffer>, path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for await (const block of blocksOf(chunks)) await file.writeFile(block);
    await file.sync();
  } finally {
    await file.close();
  }
}

// The same memory each time: whoever takes a block is done with it before asking for the next.
async function* blocksOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      const copied = chunk.copy(block, filled, from);
      from += copied;
      filled += copied;
      if (filled < BLOCK_BYTES) continue;
      yield block;
      filled = 0;
    }
    // Else dozens of megabytes of them wait for the collector, and their number makes it run.
    if (chunk.length >= FREED_BYTES && chunk.length === chunk.buffer.byteLength) freeAtOnce(chunk.buffer);
  }
  if (filled > 0) yield block.subarray(0, filled);
}
