import { AppError } from '../../shared/app-error.js';

export function storageUnavailable(cause: unknown): AppError {
  const message = 'Files cannot be read or kept at the moment.';
  return new AppError('unavailable', 'storage_unavailable', message, { retryAfter: 5, cause });
}
