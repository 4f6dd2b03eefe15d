import { AppError, type ErrorCode } from '../../shared/app-error.js';

interface ConstraintFault {
  code: ErrorCode;
  reason: string;
  /** The field of the request that broke the constraint, if one did. */
  field?: string;
  message: string;
}

const faults = new Map<string, ConstraintFault>();

/**
 * Says what breaking a named constraint means to a client. Called beside the entity that owns the constraint; a name
 * may be declared once.
 */
export function declareConstraint(name: string, fault: ConstraintFault): string {
  if (faults.has(name)) throw new Error(`constraint ${name} is declared twice`);
  faults.set(name, fault);
  return name;
}

/** The error for a broken constraint; undefined for one that nobody declared. */
export function constraintError(name: string | undefined): AppError | undefined {
  const fault = name === undefined ? undefined : faults.get(name);
  if (!fault) return undefined;
  const { code, reason, field, message } = fault;
  const errors = field === undefined ? undefined : [{ field, code: reason, message }];
  return new AppError(code, reason, message, { errors });
}
