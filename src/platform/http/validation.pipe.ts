import {
  type ArgumentMetadata,
  type PipeTransform,
  ValidationPipe,
  type ValidationPipeOptions,
} from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { AppError, type FieldError } from '../../shared/app-error.js';

const MAX_ERRORS = 100;

/** How DTOs are checked, whatever they come from. */
export const VALIDATION: ValidationPipeOptions = {
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  // They run from the one next to the property upwards: what a value is stands there, and its bounds above.
  stopAtFirstError: true,
  validationError: { target: false, value: false },
};

/**
 * Checks bodies (422: the syntax is right and a value is not) and parameters (400: the request itself is malformed)
 * against their DTO. Every wrong field is named; no value is repeated.
 */
export class RequestValidationPipe implements PipeTransform {
  readonly #body = new ValidationPipe({
    ...VALIDATION,
    exceptionFactory: (errors) =>
      new AppError('invalid', 'validation_failed', 'Some fields are not valid.', {
        errors: firstErrors(errors),
      }),
  });

  readonly #parameters = new ValidationPipe({
    ...VALIDATION,
    exceptionFactory: (errors) =>
      new AppError('malformed', 'request_malformed', 'Some parameters are not valid.', {
        errors: firstErrors(errors),
      }),
  });

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (metadata.type === 'body') {
      if (metadata.metatype !== undefined && !isPlainObject(value)) throw bodyNotAnObject();
      return this.#body.transform(value, metadata);
    }
    if (metadata.type === 'query') return this.#parameters.transform(value, metadata);
    // Parts of the path have pipes of their own, such as ParseIdPipe, which must see them as they came.
    return value;
  }
}

/** Checks what is a body by another way than `@Body()`. Throws the same. */
export async function checkedBody<T extends object>(type: new () => T, value: unknown): Promise<T> {
  return (await new RequestValidationPipe().transform(value, { type: 'body', metatype: type })) as T;
}

export function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bodyNotAnObject(): AppError {
  const message = 'The body must be a JSON object.';
  return new AppError('invalid', 'validation_failed', message, {
    errors: [{ field: '', code: 'isObject', message }],
  });
}

// Bounded, or a body of nothing but wrong fields would have an answer many times its size.
function firstErrors(errors: ValidationError[]): FieldError[] {
  return fieldErrors(errors).slice(0, MAX_ERRORS);
}

/** The faults that class-validator found, each field named by its dotted path below `parent`. */
export function fieldErrors(errors: ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = parent ? `${parent}.${error.property}` : error.property;
    const own = Object.entries(error.constraints ?? {}).map(([code, text]) => ({
      field,
      code: code === 'whitelistValidation' ? 'unknownField' : code,
      message: code === 'whitelistValidation' ? `${error.property} is not a known field` : text,
    }));
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}
