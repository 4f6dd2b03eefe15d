import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../shared/app-error.js';
import type { Permission } from '../../shared/permissions.js';
import { Csrf, needsCsrfToken, SAME_ORIGIN_PROOF } from './csrf.js';
import { requirePrincipal } from './current-user.decorator.js';
import { IS_PUBLIC } from './public.decorator.js';
import { REQUIRED_PERMISSIONS } from './require-permissions.decorator.js';

/** Closed by default: a route is open only when it says so, or says to whom. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly csrf: Csrf,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, targets)) return true;
    const principal = requirePrincipal();
    if (needsCsrfToken(principal.method)) this.#requireIntent(context);
    const required = this.reflector.getAllAndOverride<Permission[] | undefined>(
      REQUIRED_PERMISSIONS,
      targets,
    );
    if (required?.every((permission) => principal.permissions.has(permission))) return true;
    throw new AppError('forbidden', 'permission_missing', 'You may not do this.');
  }

  #requireIntent(context: ExecutionContext): void {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.reflector.get(SAME_ORIGIN_PROOF, context.getClass())) this.csrf.requireSameOrigin(request);
    else this.csrf.require(request);
  }
}
