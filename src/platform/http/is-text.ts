import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { buildMessage, ValidateBy, type ValidationOptions } from 'class-validator';
import { isTextWithin, type TextLimits } from '../../shared/text-limits.js';

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
        validate: (value: unknown) => typeof value === 'string' && isTextWithin(value, limits),
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
