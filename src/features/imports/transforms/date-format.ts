import type { Problem } from '../targets/import-target.js';
import { TransformError } from './transform-error.js';

/** Makes ISO 8601 of dates and times that are written in one way, read as UTC. Throws TransformError. */
export function dateReader(format: string): (text: string) => string | Problem {
  const { pattern, parts } = compile(format);
  const problem = { code: 'isDate', message: `must be a date written as ${format}` };
  return (text) => {
    const match = pattern.exec(text);
    return (match && isoOf(match, parts)) || problem;
  };
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

const PARTS: Readonly<Record<string, { part: Part; digits: string }>> = {
  yyyy: { part: 'year', digits: '(\\d{4})' },
  yy: { part: 'year', digits: '(\\d{2})' },
  MM: { part: 'month', digits: '(\\d{2})' },
  M: { part: 'month', digits: '(\\d{1,2})' },
  dd: { part: 'day', digits: '(\\d{2})' },
  d: { part: 'day', digits: '(\\d{1,2})' },
  HH: { part: 'hour', digits: '(\\d{2})' },
  H: { part: 'hour', digits: '(\\d{1,2})' },
  mm: { part: 'minute', digits: '(\\d{2})' },
  ss: { part: 'second', digits: '(\\d{2})' },
};

/** Letters in a row; a text between apostrophes; any other character. */
const TOKENS = /([A-Za-z])\1*|'[^']*'|[^A-Za-z]/g;
const NEEDS: readonly (readonly [Part | undefined, readonly Part[]])[] = [
  [undefined, ['year', 'month', 'day']],
  ['second', ['minute']],
  ['minute', ['hour']],
];

function compile(format: string): { pattern: RegExp; parts: Map<Part, number> } {
  const parts = new Map<Part, number>();
  let pattern = '';
  for (const [token] of format.matchAll(TOKENS)) {
    const known = Object.hasOwn(PARTS, token) ? PARTS[token] : undefined;
    if (!known) pattern += literal(token);
    else if (parts.has(known.part)) throw new TransformError(`has more than one ${known.part}`);
    else {
      parts.set(known.part, parts.size + 1);
      pattern += known.digits;
    }
  }
  for (const [given, needed] of NEEDS) {
    const missing = needed.find((part) => !parts.has(part));
    if (missing && (given === undefined || parts.has(given)))
      throw new TransformError(`has no ${missing}: a date is written with yyyy, MM, dd, HH, mm, ss`);
  }
  return { pattern: new RegExp(`^${pattern}$`), parts };
}

function literal(token: string): string {
  if (/^[A-SU-Za-su-z]/.test(token) || /^[Tt]{2}/.test(token))
    throw new TransformError(
      `holds ${token}, which is no part of a date; texts stand between apostrophes, as in 'at'`,
    );
  const text = token.startsWith("'") && token.length > 1 ? token.slice(1, -1) : token;
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function isoOf(match: RegExpExecArray, parts: ReadonlyMap<Part, number>): string | undefined {
  const value = (part: Part) => Number(match[parts.get(part) ?? match.length] ?? 0);
  const year = fullYear(match[parts.get('year') ?? 0] ?? '');
  const [month, day, hour, minute, second] = [
    value('month'),
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  ];
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const time = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  time.setUTCFullYear(year, month - 1, day);
  // 31 February would be one of March.
  return time.getUTCDate() === day ? time.toISOString() : undefined;
}

// As POSIX has it: 69 to 99 are of the last century.
function fullYear(digits: string): number {
  const year = Number(digits);
  return digits.length > 2 ? year : year + (year < 69 ? 2000 : 1900);
}
