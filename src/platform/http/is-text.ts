import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { buildMessage, ValidateBy, type ValidationOptions } from 'class-validator';

interface TextLimits {
  /** In Unicode code points. */
  min: number;
  max: number;
  /** Whether line breaks and tabs are allowed. */
  multiline?: boolean;
}

/**
 * A string that can be stored and shown: well-formed Unicode of bounded length, without control characters, and not
 * blank when something is required.
 */
export function IsText(limits: TextLimits, options?: ValidationOptions): PropertyDecorator {
  const { min, max, multiline } = limits;
  // Lengths of a schema are in code points as well.
  const documented = options?.each ? [] : [ApiProperty({ minLength: min, maxLength: max })];
  const kind = multiline ? 'text' : 'text on one line';
  const valid = ValidateBy(
    {
      name: 'isText',
      constraints: [limits],
      validator: {
        validate: (value: unknown) => isText(value, limits),
        defaultMessage: buildMessage(
          (each) => `${each}$property must be ${kind} of ${min} to ${max} characters`,
          options,
        ),
      },
    },
    options,
  );
  return applyDecorators(valid, ...documented);
}

function isText(value: unknown, { min, max, multiline }: TextLimits): boolean {
  if (typeof value !== 'string' || value.length > 2 * max || !value.isWellFormed()) return false;
  const controls = multiline ? /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/ : /[\0-\x1f\x7f\u2028\u2029]/;
  if (controls.test(value) || (min > 0 && value.trim() === '')) return false;
  const length = [...value].length;
  return length >= min && length <= max;
}
