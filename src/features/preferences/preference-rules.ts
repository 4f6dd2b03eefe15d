import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { buildMessage, ValidateBy } from 'class-validator';
import { findUnstorable, isJsonObject } from '../../shared/json.js';

export const THEMES = ['light', 'dark', 'system'] as const;
export type Theme = (typeof THEMES)[number];

const CUSTOM_LIMITS = { levels: 5, nameLength: 64 } as const;

// Not @IsIn, which the compiler plugin would write into the document, where a patch allows null as well.
export function IsTheme(): PropertyDecorator {
  return rule(
    'isTheme',
    (value) => THEMES.some((theme) => theme === value),
    `must be one of ${THEMES.join(', ')}`,
  );
}

/** A language tag (BCP 47), which is put into its canonical form: `en-gb` is `en-GB`. */
export function IsLanguageTag(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => canonicalTag(value) ?? value),
    rule(
      'isLanguageTag',
      (value) => canonicalTag(value) !== undefined,
      'must be a language tag such as en-GB',
    ),
  );
}

/** The name of a time zone (IANA) that this process knows; an offset is none. */
export function IsTimeZoneName(): PropertyDecorator {
  return rule('isTimeZoneName', isTimeZone, 'must be the name of a time zone such as Europe/London');
}

/** A JSON object that can be stored, with what is in it. How large it may be says a constraint of the table. */
export function IsCustomJson(): PropertyDecorator {
  const { levels, nameLength } = CUSTOM_LIMITS;
  return rule(
    'isCustomJson',
    (value) => isJsonObject(value) && findUnstorable(value, CUSTOM_LIMITS) === undefined,
    `must be an object of at most ${levels} levels, whose names have 1 to ${nameLength} characters, without what JSON databases cannot store (NUL, half characters, numbers beyond 1e308)`,
  );
}

function rule(name: string, validate: (value: unknown) => boolean, words: string): PropertyDecorator {
  return ValidateBy({
    name,
    validator: { validate, defaultMessage: buildMessage((each) => `${each}$property ${words}`) },
  });
}

function canonicalTag(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 35) return undefined;
  try {
    return Intl.getCanonicalLocales(value)[0];
  } catch {
    return undefined;
  }
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z][\w+/-]{1,63}$/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
