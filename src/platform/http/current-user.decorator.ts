import { createParamDecorator } from '@nestjs/common';
import { AppError } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import { currentContext } from '../context/request-context.js';

/** Who is signed in, a `Principal`. Only for routes that are not public. */
export const CurrentUser = createParamDecorator((): Principal => requirePrincipal());

/** As above, for code that is not a handler. Throws `unauthenticated`. */
export function requirePrincipal(): Principal {
  const principal = currentContext()?.principal;
  if (!principal) throw new AppError('unauthenticated', 'unauthenticated', 'Sign in to use this.');
  return principal;
}
