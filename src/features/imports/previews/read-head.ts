import { constants, createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { SNIFF_BYTES } from '../../../platform/csv/sniff-csv.js';
import { peek } from '../../../platform/uploads/peek.js';
import { AppError } from '../../../shared/app-error.js';

const GZIP = Buffer.from([0x1f, 0x8b]);
/** How ZIP archives begin, and with them the files of spreadsheet programs. */
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

/** How a file begins that is sent to be looked at, unpacked where it is gzip. It is read to its end. */
export async function readHead(file: Readable): Promise<Buffer> {
  const { head, whole } = await peek(file, SNIFF_BYTES);
  await finished(whole.resume());
  if (head.length === 0) throw refused('file_empty', 'file is empty');
  if (head.subarray(0, ZIP.length).equals(ZIP))
    throw refused('file_type_not_supported', 'file is an archive or a spreadsheet: save it as CSV');
  return head.subarray(0, GZIP.length).equals(GZIP) ? unpacked(head) : head;
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
    throw refused('file_broken', 'file is no gzip that can be read');
  }
  return Buffer.concat(chunks).subarray(0, SNIFF_BYTES);
}

function refused(reason: string, message: string): AppError {
  return new AppError('invalid', reason, message, { errors: [{ field: 'file', code: reason, message }] });
}
