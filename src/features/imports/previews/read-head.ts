import { constants, createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { SNIFF_BYTES } from '../../../platform/csv/sniff-csv.js';
import { peek } from '../../../platform/uploads/peek.js';
import { archiveRefused, fileRefused, isArchive, isGzip } from '../../../platform/uploads/file-content.js';

/** How a file begins that is sent to be looked at, unpacked where it is gzip. It is read to its end. */
export async function readHead(file: Readable): Promise<Buffer> {
  const { head, whole } = await peek(file, SNIFF_BYTES);
  await finished(whole.resume());
  if (head.length === 0) throw fileRefused('file_empty', 'file is empty');
  if (isArchive(head)) throw archiveRefused();
  return isGzip(head) ? unpacked(head) : head;
}

/** As much as there is: the packed head may end anywhere. */
async function unpacked(head: Buffer): Promise<Buffer> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of Readable.from([head]).pipe(gunzip) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= SNIFF_BYTES) break;
    }
  } catch {
    throw fileRefused('file_broken', 'file is no gzip that can be read');
  }
  return Buffer.concat(chunks).subarray(0, SNIFF_BYTES);
}
