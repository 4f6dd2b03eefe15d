import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppError, type FieldError } from '../../shared/app-error.js';
import { fieldErrors, isPlainObject, VALIDATION } from '../http/validation.pipe.js';

/** A row of a batch that is as its DTO says. */
export interface AcceptedRow<T> {
  /** Its place in the request, from 0. */
  index: number;
  value: T;
}

/** A row that is not taken, and why not. */
export interface RejectedRow {
  index: number;
  errors: FieldError[];
}

export interface CheckedRows<T> {
  accepted: AcceptedRow<T>[];
  rejected: RejectedRow[];
}

// Every wrong row is named, so what is said of one has to be bounded.
const MAX_ERRORS_A_ROW = 10;

/**
 * Checks each row of a batch against its DTO, as a body would be. Fields are named by their path into the body:
 * `users.17.email`, where `name` is `users`.
 */
export function checkRows<T extends object>(
  type: new () => T,
  rows: readonly unknown[],
  name: string,
): CheckedRows<T> {
  const checked: CheckedRows<T> = { accepted: [], rejected: [] };
  for (const [index, row] of rows.entries()) {
    const value = isPlainObject(row) ? plainToInstance(type, row) : undefined;
    const errors = faultsOf(value, `${name}.${index}`);
    if (value && errors.length === 0) checked.accepted.push({ index, value });
    else checked.rejected.push({ index, errors });
  }
  return checked;
}

function faultsOf(value: object | undefined, path: string): FieldError[] {
  if (!value) return [{ field: path, code: 'isObject', message: `${path} must be an object` }];
  return fieldErrors(validateSync(value, VALIDATION), path).slice(0, MAX_ERRORS_A_ROW);
}

/** For a batch that is taken as a whole or not at all. Throws `validation_failed`, which names what is wrong in each row. */
export function refuseRejected(rejected: readonly RejectedRow[]): void {
  if (rejected.length === 0) return;
  throw new AppError('invalid', 'validation_failed', 'Some rows are not valid, so none was taken.', {
    errors: rejected.flatMap(({ errors }) => errors),
  });
}
