import type { Problem } from '../targets/import-target.js';
import { TransformError } from './transform-error.js';

type Fill = (text: string, record: readonly string[]) => string | Problem;

/** A column may be named many times. */
const MAX_LENGTH = 1_000_000;
const TOO_LONG = { code: 'tooLong', message: `must have ${MAX_LENGTH} characters at the most` };

/** Texts and columns one after the other: `{First name} {Last name}`. `{{` and `}}` are braces. Throws TransformError. */
export function template(source: string, columns: readonly string[]): Fill {
  const parts = [...source.matchAll(PARTS)].map(([part]) => partOf(part, columns));
  return (_, record) => {
    let text = '';
    for (const part of parts) {
      text += typeof part === 'number' ? (record[part] ?? '') : part;
      if (text.length > MAX_LENGTH) return TOO_LONG;
    }
    return text;
  };
}

const PARTS = /\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g;

/** A text, or the place of a column. */
function partOf(part: string, columns: readonly string[]): string | number {
  if (part === '{{' || part === '}}') return part.charAt(0);
  if (part === '{' || part === '}') throw new TransformError(`has a ${part} without its other half`);
  if (!part.startsWith('{')) return part;
  const name = part.slice(1, -1);
  const index = columns.indexOf(name);
  if (index < 0) throw new TransformError(`names {${name}}, which is no column of the file`);
  return index;
}
