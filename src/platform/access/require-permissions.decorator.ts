import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { Permission } from '../../shared/permissions.js';
import { ApiProblems } from '../http/api-problems.js';

export const REQUIRED_PERMISSIONS = Symbol('REQUIRED_PERMISSIONS');

/** The ways of showing who one is, by their names in the OpenAPI document. */
export const SECURITY_SCHEMES = ['bearer', 'cookie', 'session', 'apiKey'] as const;

/**
 * Opens a route, or all routes of a controller, to whoever has all of these permissions; without any, to everybody who
 * is signed in. The handler's own win over those of the controller. Documents 401 and 403.
 */
export function RequirePermissions(...permissions: Permission[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(REQUIRED_PERMISSIONS, permissions),
    ...SECURITY_SCHEMES.map((scheme) => ApiSecurity(scheme)),
    ApiProblems(401, 403),
  );
}
