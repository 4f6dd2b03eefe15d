import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { idOf } from './parse-id.pipe.js';

const MAX_IDS = 100;

/** Row ids in a parameter, `3,1,2`: up to 100 of them, each kept once, where it was named first. Together with `@MayBeAbsent()`. */
export function IsIdList(): PropertyDecorator {
  const message = `$property must be 1 to ${MAX_IDS} integers from 1 to ${Number.MAX_SAFE_INTEGER}, with commas between them`;
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => idsOf(value)),
    ValidateBy({ name: 'isIdList', validator: { validate: Array.isArray, defaultMessage: () => message } }),
    ApiPropertyOptional({
      type: 'string',
      pattern: `^[1-9]\\d{0,15}(,[1-9]\\d{0,15}){0,${MAX_IDS - 1}}$`,
      example: '3,1,2',
    }),
  );
}

// Null for what is no such list, because what is undefined may be left out.
function idsOf(value: unknown): number[] | null {
  if (typeof value !== 'string') return null;
  const texts = value.split(',', MAX_IDS + 1);
  const ids = texts.flatMap((text) => idOf(text) ?? []);
  return texts.length <= MAX_IDS && ids.length === texts.length ? [...new Set(ids)] : null;
}
