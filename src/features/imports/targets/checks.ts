import { createRequire } from 'node:module';
import { isTextWithin, type TextLimits } from '../../../shared/text-limits.js';
import type { Check } from './import-target.js';

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
  return (value) => (PLAIN_EMAIL.test(value) || isOddEmail(value) ? value : problem);
}

// Some of what is an address: letters and the like, before the at sign 64 at the most, and a name of a host with
// labels of 63 at the most whose last is letters. Never anything that is none.
const PLAIN_EMAIL =
  /^(?=.{3,254}$)(?=[^@]{1,64}@)[\w%+-]+(?:\.[\w%+-]+)*@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/i;

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

/** The same as `@IsTime`: ISO 8601 with an offset, or a day, which begins at midnight UTC. */
export function time(limits: { past?: true } = {}): Check {
  const problem = { code: 'isTime', message: 'must be a time such as 2026-01-31T09:30:00Z, or a date' };
  const future = { code: 'isPast', message: 'must not be in the future' };
  return (value) => {
    const at = TIME.test(value) ? Date.parse(value) : NaN;
    if (Number.isNaN(at) || !isDayOfMonth(value)) return problem;
    return limits.past && at > Date.now() ? future : new Date(at).toISOString();
  };
}

// `Date.parse` takes 31 February for one of March.
function isDayOfMonth(value: string): boolean {
  const day = Number(value.slice(8, 10));
  return day <= 28 || day <= new Date(Date.UTC(+value.slice(0, 4), +value.slice(5, 7), 0)).getUTCDate();
}
