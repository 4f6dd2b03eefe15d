import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { refusal } from '../http-security/refusal.js';
import { peek } from './peek.js';
import { AppError } from '../../shared/app-error.js';

const GZIP = Buffer.from([0x1f, 0x8b]);
/** How ZIP archives begin, and with them the files of spreadsheet programs. */
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

/** What is in a file. */
export interface FileContent {
  stream: Readable;
  /** Once the stream has come to its end: 64 hexadecimal digits. */
  sha256: () => string;
}

/**
 * The content of a file as it comes, unpacked where it is gzip. Throws `file_empty` and `file_type_not_supported`; the
 * stream fails with 413 when it gives more than `maxBytes`, however small it was packed.
 */
export async function contentOf(file: Readable, maxBytes: number): Promise<FileContent> {
  const { head, whole } = await peek(file, ZIP.length);
  if (head.length === 0) throw fileRefused('file_empty', 'file is empty');
  if (isArchive(head)) {
    whole.destroy();
    throw archiveRefused();
  }
  const hash = createHash('sha256');
  const measured = measure(maxBytes, (chunk) => hash.update(chunk));
  // Whoever reads the last is told what any of them fails with.
  if (isGzip(head)) pipeline(whole, createGunzip(), measured, () => {});
  else pipeline(whole, measured, () => {});
  return { stream: measured, sha256: () => hash.digest('hex') };
}

export function isGzip(head: Buffer): boolean {
  return head.subarray(0, GZIP.length).equals(GZIP);
}

export function isArchive(head: Buffer): boolean {
  return head.subarray(0, ZIP.length).equals(ZIP);
}

export function archiveRefused(): AppError {
  return fileRefused('file_type_not_supported', 'file is an archive or a spreadsheet: save it as CSV');
}

/** What a stream of a file has failed with, as its sender is told. */
export function fileFailure(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || !code.startsWith('Z_')) return error;
  return fileRefused('file_broken', 'file is no whole gzip: it is broken, or was cut off');
}

export function fileRefused(reason: string, message: string): AppError {
  return new AppError('invalid', reason, message, { errors: [{ field: 'file', code: reason, message }] });
}

function measure(maxBytes: number, look: (chunk: Buffer) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) return done(refusal(413, `The file is larger than ${maxBytes} bytes.`));
      look(chunk);
      done(null, chunk);
    },
  });
}
