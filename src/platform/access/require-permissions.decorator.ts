import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import type { Permission } from '../../shared/permissions.js';

export const REQUIRED_PERMISSIONS = Symbol('REQUIRED_PERMISSIONS');

/** Opens a route, or all routes of a controller, to whoever has all of these permissions; the handler's own win. */
export function RequirePermissions(...permissions: Permission[]): CustomDecorator<symbol> {
  return SetMetadata(REQUIRED_PERMISSIONS, permissions);
}
