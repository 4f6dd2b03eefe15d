import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../../shared/app-error.js';
import { IS_PUBLIC } from './public.decorator.js';

/** Closed by default: a route is open only when it says so. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    throw new AppError('unauthenticated', 'unauthenticated', 'Sign in to use this.');
  }
}
