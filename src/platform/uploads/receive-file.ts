import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../shared/app-error.js';
import { currentContext } from '../context/request-context.js';
import { refusal } from '../http-security/refusal.js';
import { MAX_JSON_BYTES, readJsonPart } from './json-part.js';

const FIELD = 'file';
/** What a multipart body is larger than its file, at the most. */
const FRAME_BYTES = 16_384;

/** What a client says of a file, none of it to be believed. */
export interface FileNotes {
  /** As the client calls it. */
  fileName?: string;
  /** What the part before it holds, where such a part is taken. */
  json?: unknown;
}

/** Reads the file, which comes while it is read. `signal` aborts when the client has gone or its time is over. */
export type Keep<T> = (file: Readable, signal: AbortSignal, notes: FileNotes) => Promise<T>;

interface Form {
  maxBytes: number;
  /** Name of a part of JSON that may stand before the file; none when left out. */
  json?: string;
}

/**
 * Gives the part `file` of a multipart request to `keep` and returns what that returns. Nothing is held in memory: a
 * slow `keep` makes the client wait. `keep` must undo what it did where the file fails half-way; what came whole and is
 * refused for what follows it, a second part, is its caller's to undo. Throws `file_missing`, `too_many_files` and
 * `validation_failed` (422), 413 beyond `maxBytes`, 415 and 400 for what is no such body.
 */
export async function receiveFile<T>(request: FastifyRequest, form: Form, keep: Keep<T>): Promise<T> {
  const { maxBytes, json } = form;
  if (!request.isMultipart()) throw refusal(415, 'The body must be multipart/form-data.');
  // Before the first byte, when the client says how much it has.
  const frame = json === undefined ? FRAME_BYTES : FRAME_BYTES + MAX_JSON_BYTES;
  if (Number(request.headers['content-length']) > maxBytes + frame) throw tooLarge(maxBytes);
  const stop = new AbortController();
  const forget = currentContext()?.onAbort(() => stop.abort(new Error('the upload has ended early')));
  try {
    return await readParts(request, form, (file, notes) => keep(file, stop.signal, notes));
  } finally {
    forget?.();
    discardRest(request.raw);
  }
}

async function readParts<T>(
  request: FastifyRequest,
  { maxBytes, json }: Form,
  keep: (file: Readable, notes: FileNotes) => Promise<T>,
): Promise<T> {
  const known = json === undefined ? 0 : 1;
  const fieldSize = json === undefined ? 100 : MAX_JSON_BYTES;
  // One more of each than there may be, so that it is named in the answer.
  const limits = {
    files: known + 2,
    fields: known + 1,
    parts: known + 3,
    fileSize: maxBytes,
    fieldSize,
    headerPairs: 20,
  };
  const parts = request.parts({ limits });
  const notes: FileNotes = {};
  let kept: { value: T } | undefined;
  for (;;) {
    const next = await parts.next().catch(unreadable);
    if (next.done) break;
    const part = next.value;
    if (json !== undefined && part.fieldname === json) {
      if (kept) throw misplaced(json, `${json} must stand before ${FIELD}`);
      if (notes.json !== undefined) throw misplaced(json, `${json} may be given once`);
      notes.json = await readJsonPart(part);
    } else {
      const keepIt = (file: Readable, fileName?: string) => keep(file, { ...notes, fileName });
      kept = { value: await keepPart(part, kept !== undefined, maxBytes, keepIt) };
    }
  }
  if (!kept) throw refused('file_missing', `${FIELD} is missing`);
  return kept.value;
}

async function keepPart<T>(
  part: Multipart,
  already: boolean,
  maxBytes: number,
  keep: (file: Readable, fileName: string | undefined) => Promise<T>,
): Promise<T> {
  if (part.fieldname !== FIELD) throw unknownPart(part.fieldname);
  if (part.type !== 'file') throw refused('file_missing', `${FIELD} is no file: its part has no file name`);
  if (already) throw refused('too_many_files', `${FIELD} may be given once`);
  const { file, filename } = part;
  file.once('limit', () => file.destroy(tooLarge(maxBytes)));
  // The limit may be reached in the chunk that the part begins in, before anybody could listen.
  if (file.truncated) throw tooLarge(maxBytes);
  try {
    const value = await keep(file, filename);
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
  // A part that says of itself that it is JSON.
  if ((error as { code?: unknown }).code === 'FST_INVALID_JSON_FIELD_ERROR')
    throw refusal(400, 'A part of the body is not valid JSON.');
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

function misplaced(field: string, message: string): AppError {
  return new AppError('invalid', 'validation_failed', 'Some fields are not valid.', {
    errors: [{ field, code: 'misplaced', message }],
  });
}

function refused(reason: string, message: string): AppError {
  return new AppError('invalid', reason, message, { errors: [{ field: FIELD, code: reason, message }] });
}
