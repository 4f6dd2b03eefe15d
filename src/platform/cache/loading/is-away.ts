import { AppError } from '../../../shared/app-error.js';
import { isConnectionFailure } from '../../database/connection-failure.js';

/** Whether loading failed because there is no database to load from. */
export function isAway(error: unknown): boolean {
  return error instanceof AppError ? error.code === 'unavailable' : isConnectionFailure(error);
}
