import type { MultipartValue } from '@fastify/multipart';
import { AppError, malformed } from '../../shared/app-error.js';
import { refusal } from '../http-security/refusal.js';
import { findJsonFault } from '../http-security/scan-json.js';

/** Largest part of JSON beside a file. It is in memory as a whole. */
export const MAX_JSON_BYTES = 262_144;

/** The value of a part that holds JSON, under the rules of JSON bodies: see json-bodies.ts. */
export function readJsonPart({ fieldname, value, valueTruncated }: MultipartValue): unknown {
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
