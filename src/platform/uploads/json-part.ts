import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { AppError, malformed } from '../../shared/app-error.js';
import { refusal } from '../http-security/refusal.js';
import { findJsonFault } from '../http-security/scan-json.js';

/** Largest part of JSON beside a file. It is in memory as a whole. */
export const MAX_JSON_BYTES = 262_144;

/**
 * What a part of JSON holds, under the rules of JSON bodies: see json-bodies.ts. It may be a file, as curl makes one of
 * `options=@options.json`, and a browser of a Blob.
 */
export async function readJsonPart(part: MultipartFile | MultipartValue): Promise<unknown> {
  return readJson(part.type === 'field' ? part : await textOf(part));
}

type Text = Pick<MultipartValue, 'fieldname' | 'value' | 'valueTruncated'>;

async function textOf({ fieldname, file }: MultipartFile): Promise<Text> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_JSON_BYTES) return { fieldname, value: '', valueTruncated: true };
  }
  return { fieldname, value: Buffer.concat(chunks).toString(), valueTruncated: false };
}

function readJson({ fieldname, value, valueTruncated }: Text): unknown {
  if (valueTruncated) throw refusal(413, `The part ${fieldname} is larger than ${MAX_JSON_BYTES} bytes.`);
  // The parser has read it already where the part says that it is JSON.
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const fault = findJsonFault(text);
  if (fault) {
    const reason = fault.code.startsWith('max') ? 'body_too_complex' : 'request_malformed';
    const field = [fieldname, fault.field].filter(Boolean).join('.');
    throw new AppError('malformed', reason, `The part ${fieldname} has a structure that is not accepted.`, {
      errors: [{ ...fault, field }],
    });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed(fieldname, 'isJson', `${fieldname} must be JSON`);
  }
}
