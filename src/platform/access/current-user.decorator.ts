import { createParamDecorator } from '@nestjs/common';
import { AppError } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import { currentContext } from '../context/request-context.js';

/** Who is signed in, a `Principal`. Only for routes that are not public. */
export const CurrentUser = createParamDecorator((): Principal => requirePrincipal());

/** Who is signed in, or undefined: for public routes that show more to some. */
export const OptionalUser = createParamDecorator((): Principal | undefined => currentContext()?.principal);

/** Who is signed in, for code that is not a handler. Throws `unauthenticated`, or what was wrong with the credentials. */
export function requirePrincipal(): Principal {
  const { principal, refusedCredentials } = currentContext() ?? {};
  if (principal) return principal;
  throw refusedCredentials ?? new AppError('unauthenticated', 'unauthenticated', 'Sign in to use this.');
}
