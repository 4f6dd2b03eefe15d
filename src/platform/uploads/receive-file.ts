import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../shared/app-error.js';
import { currentContext } from '../context/request-context.js';
import { refusal } from '../http-security/refusal.js';

const FIELD = 'file';
/** What a multipart body is larger than its file, at the most. */
const FRAME_BYTES = 16_384;

/** Reads the file, which comes while it is read. `signal` aborts when the client has gone or its time is over. */
export type Keep<T> = (file: Readable, signal: AbortSignal) => Promise<T>;

/**
 * Gives the part `file` of a multipart request to `keep` and returns what that returns. Nothing is held in memory: a
 * slow `keep` makes the client wait. `keep` must undo what it did where the file fails half-way; what came whole and is
 * refused for what follows it, a second part, is its caller's to undo. Throws `file_missing`, `too_many_files` and
 * `validation_failed` (422), 413 beyond `maxBytes`, 415 and 400 for what is no such body.
 */
export async function receiveFile<T>(request: FastifyRequest, maxBytes: number, keep: Keep<T>): Promise<T> {
  if (!request.isMultipart()) throw refusal(415, 'The body must be multipart/form-data.');
  // Before the first byte, when the client says how much it has.
  if (Number(request.headers['content-length']) > maxBytes + FRAME_BYTES) throw tooLarge(maxBytes);
  const stop = new AbortController();
  const forget = currentContext()?.onAbort(() => stop.abort(new Error('the upload has ended early')));
  try {
    return await readParts(request, maxBytes, (file) => keep(file, stop.signal));
  } finally {
    forget?.();
    discardRest(request.raw);
  }
}

async function readParts<T>(
  request: FastifyRequest,
  maxBytes: number,
  keep: (file: Readable) => Promise<T>,
): Promise<T> {
  // One more of each than there may be, so that it is named in the answer.
  const limits = { files: 2, fields: 1, parts: 3, fileSize: maxBytes, fieldSize: 100, headerPairs: 20 };
  const parts = request.parts({ limits });
  let kept: { value: T } | undefined;
  for (;;) {
    const next = await parts.next().catch(unreadable);
    if (next.done) break;
    kept = { value: await keepPart(next.value, kept !== undefined, maxBytes, keep) };
  }
  if (!kept) throw refused('file_missing', `${FIELD} is missing`);
  return kept.value;
}

async function keepPart<T>(
  part: Multipart,
  already: boolean,
  maxBytes: number,
  keep: (file: Readable) => Promise<T>,
): Promise<T> {
  if (part.type !== 'file' || part.fieldname !== FIELD) throw unknownPart(part.fieldname);
  if (already) throw refused('too_many_files', `${FIELD} may be given once`);
  const { file } = part;
  file.once('limit', () => file.destroy(tooLarge(maxBytes)));
  // The limit may be reached in the chunk that the part begins in, before anybody could listen.
  if (file.truncated) throw tooLarge(maxBytes);
  try {
    const value = await keep(file);
    if (file.truncated) throw tooLarge(maxBytes);
    return value;
  } catch (error) {
    if (file.errored === error) unreadable(error);
    throw error;
  }
}

// What was begun to be read is not read to its end by itself, and would block the connection. When the client goes on
// for long, request-lifecycle.ts ends it.
function discardRest(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  request.unpipe();
  request.resume();
}

/** What the parser says of a body that it cannot read. Errors of ours, and of its limits, have a status. */
function unreadable(error: unknown): never {
  if (typeof (error as { statusCode?: unknown }).statusCode === 'number') throw error;
  throw refusal(400, 'The body is not valid multipart/form-data.');
}

function tooLarge(maxBytes: number): Error {
  return refusal(413, `The file is larger than ${maxBytes} bytes.`);
}

// The parser's types promise a name, and a client need not send one.
function unknownPart(name: string | undefined): AppError {
  const field = name?.slice(0, 100) ?? '';
  const message = name === undefined ? 'a part of the body has no name' : `${field} is not a known field`;
  return new AppError('invalid', 'validation_failed', 'Some fields are not valid.', {
    errors: [{ field, code: 'unknownField', message }],
  });
}

function refused(reason: string, message: string): AppError {
  return new AppError('invalid', reason, message, { errors: [{ field: FIELD, code: reason, message }] });
}
