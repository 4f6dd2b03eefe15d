import { Readable } from 'node:stream';
import { storageUnavailable } from './storage-unavailable.js';

/**
 * What is read of a file. Where it fails on the way, or is not as long as was said, storage is as unavailable as where it
 * fails at once.
 */
export function storedBytes(source: Readable, length: number): Readable {
  let left = length;
  const bytes = new Readable({
    // Chunks stay what they are: two that wait would be copied to make one.
    highWaterMark: 1,
    read: () => void source.resume(),
    destroy: (error, done) => {
      source.destroy();
      done(error);
    },
  });
  const fail = (cause: Error) => void bytes.destroy(storageUnavailable(cause));
  // What fails before anybody reads is told then.
  bytes.on('error', () => {});
  source.pause().on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (!bytes.push(chunk)) source.pause();
  });
  source.on('end', () => (left === 0 ? void bytes.push(null) : fail(new Error(`${left} bytes are missing`))));
  source.on('error', fail);
  source.on('close', () => source.readableEnded || fail(new Error('the file ended before its end')));
  return bytes;
}
