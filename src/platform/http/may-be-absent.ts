import { ValidateIf } from 'class-validator';

/** For a field of a body that may be left out. Unlike with `@IsOptional()`, null is a value, and has to be a right one. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
