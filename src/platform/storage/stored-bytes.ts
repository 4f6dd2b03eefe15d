import { PassThrough, type Readable } from 'node:stream';
import { storageUnavailable } from './storage-unavailable.js';

/** What is read of a file. Where it fails on the way, storage is as unavailable as where it fails at once. */
export function storedBytes(source: Readable): Readable {
  // Chunks stay what they are: else two that wait are copied to make one.
  const bytes = new PassThrough({ readableObjectMode: true, readableHighWaterMark: 1 });
  const fail = (error: Error) => bytes.destroy(storageUnavailable(error));
  // What fails before anybody reads is told then.
  bytes.on('error', () => {});
  bytes.on('close', () => source.destroy());
  source.on('error', fail);
  source.on('close', () => source.readableEnded || fail(new Error('the file ended before its end')));
  return source.pipe(bytes);
}
