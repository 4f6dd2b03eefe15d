import type { FieldError } from '../../shared/app-error.js';
import type { Problem } from './problem.js';

/** One wrong field. */
export class FieldErrorDto implements FieldError {
  /**
   * Dotted path into the body, or the name of a parameter or header.
   * @example email
   */
  field!: string;

  /**
   * Stable name of the broken rule.
   * @example isEmail
   */
  code!: string;

  /**
   * What is wrong, for a person.
   * @example "email must be an email"
   */
  message!: string;
}

/** The body of every error: problem details (RFC 9457). */
export class ProblemDto implements Problem {
  /** @example about:blank */
  type!: 'about:blank';

  /**
   * The status in words.
   * @example "Unprocessable Content"
   */
  title!: string;

  /**
   * The HTTP status again.
   * @example 422
   */
  status!: number;

  /**
   * Stable and machine-readable.
   * @example validation_failed
   */
  reason!: string;

  /**
   * What happened, for a person.
   * @example "Some fields are not valid."
   */
  detail!: string;

  /**
   * Path of the request.
   * @example /api/v1/users
   */
  instance!: string;

  /**
   * Find the request in the logs by this.
   * @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55
   */
  requestId?: string;

  /** The wrong fields, where there are any. */
  errors?: FieldErrorDto[];
}
