import { AppError } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';

/** E-mail address and role are seen by oneself and by who may see those of all. */
export function maySeePrivate(viewer: Principal | undefined, userId: number): boolean {
  if (!viewer) return false;
  const own = viewer.userId === userId && viewer.permissions.has('profile:read');
  return own || viewer.permissions.has('users:read_private');
}

/** Whoever could find users by their address would learn who has one. Throws `permission_missing`. */
export function mayFindByEmail(viewer: Principal): void {
  if (!viewer.permissions.has('users:read_private')) throw permissionMissing();
}

/** Users are changed by themselves and by who may manage all. Throws `permission_missing`. */
export function mayChangeUser(actor: Principal, userId: number): void {
  const own = actor.userId === userId && actor.permissions.has('account:manage');
  if (!own && !actor.permissions.has('users:manage')) throw permissionMissing();
}

/** One's own address is changed where the password is asked for, because mail to it can reset that. Throws `own_email`. */
export function mayChangeEmail(actor: Principal, userId: number): void {
  if (actor.userId !== userId) return;
  const message = 'Change your own e-mail address by PATCH /api/v1/profile, which asks for your password.';
  const errors = [{ field: 'email', code: 'own_email', message }];
  throw new AppError('forbidden', 'own_email', message, { errors });
}

function permissionMissing(): AppError {
  return new AppError('forbidden', 'permission_missing', 'You may not do this.');
}
