import { AppError } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';

/** Nobody changes their own role, up or down: it takes another admin, or the operator. Throws `own_role`. */
export function mayAssignRole(actor: Principal, userId: number): void {
  if (actor.userId !== userId) return;
  throw new AppError('forbidden', 'own_role', 'You cannot change your own role.');
}
