import { createRequire } from 'node:module';
import { isTextWithin, type TextLimits } from '../../../shared/text-limits.js';
import type { Check, Problem } from './import-target.js';

/** The same as `@IsText`. */
export function text(limits: TextLimits): Check {
  const { min, max, multiline } = limits;
  const kind = multiline ? 'text' : 'text on one line';
  const problem = { code: 'isText', message: `must be ${kind} of ${min} to ${max} characters` };
  // Most texts are plain, and one look is enough: no character needs another, and the first is no space.
  const isPlain = (value: string) => value.length >= min && value.length <= max && PLAIN.test(value);
  return (value) => (isPlain(value) || isTextWithin(value, limits) ? value : problem);
}

const PLAIN = /^[!-~][ -~]*$/;

/** The same as `@IsEmail`, `@MaxLength(254)` and `@IsText` for a line. */
export function email(): Check {
  const problem = { code: 'isEmail', message: 'must be an e-mail address of 254 characters at the most' };
  return (value) => (isPlainEmail(value) || isOddEmail(value) ? value : problem);
}

// Never anything that is none. With few characters after the at sign, no label of the host's name is too long.
const PLAIN_EMAIL = /^[\w%+-]+(?:\.[\w%+-]+)*@(?:[a-z\d]+(?:-[a-z\d]+)*\.)+[a-z]{2,}$/i;

function isPlainEmail(value: string): boolean {
  const at = value.indexOf('@');
  return at <= 64 && value.length - at <= 64 && PLAIN_EMAIL.test(value);
}

type IsEmail = (value: string) => boolean;
let isEmail: IsEmail | undefined;

function isOddEmail(value: string): boolean {
  isEmail ??= loadIsEmail();
  return isEmail(value) && isTextWithin(value, { min: 3, max: 254 });
}

// What class-validator asks, without the rest of it: that takes half a second to load, in each thread that reads rows.
function loadIsEmail(): IsEmail {
  const ours = createRequire(import.meta.url);
  return createRequire(ours.resolve('class-validator'))('validator/lib/isEmail') as IsEmail;
}

export function oneOf(values: readonly string[]): Check {
  const known = new Set(values);
  const problem = { code: 'isIn', message: `must be one of ${values.join(', ')}` };
  return (value) => (known.has(value) ? value : problem);
}

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;
/** Days that every year has, and times of UTC: most are written so, and the database reads them as they are. */
const PLAIN_TIME =
  /^(?!0000)\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)?$/;

/** The same as `@IsTime`: ISO 8601 with an offset, or a day, which begins at midnight UTC. */
export function time(limits: { past?: true } = {}): Check {
  const today = new Date().toISOString().slice(0, 10);
  return (value) => {
    if (!PLAIN_TIME.test(value) || (limits.past && value >= today)) return oddTime(value, limits);
    return value.length === 10 ? `${value}T00:00:00Z` : value;
  };
}

function oddTime(value: string, limits: { past?: true }): string | Problem {
  const at = TIME.test(value) && isDayOfMonth(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(at) || at < FIRST_TIME)
    return { code: 'isTime', message: 'must be a time such as 2026-01-31T09:30:00Z, or a date' };
  if (limits.past && at > Date.now()) return { code: 'isPast', message: 'must not be in the future' };
  return new Date(at).toISOString();
}

/** Of the calendar of PostgreSQL, which knows no year 0. */
const FIRST_TIME = Date.parse('0001-01-01T00:00:00Z');

// `Date.parse` takes 31 February for one of March.
function isDayOfMonth(value: string): boolean {
  const [year, month, day] = [value.slice(0, 4), value.slice(5, 7), value.slice(8, 10)].map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day);
  return date.getUTCDate() === day;
}
