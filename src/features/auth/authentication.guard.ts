import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { PrincipalPositions } from '../../platform/access/principal-positions.js';
import { currentContext } from '../../platform/context/request-context.js';
import { AppError } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { AuthCookies } from './auth-cookies.js';
import { JwtStrategy } from './jwt.strategy.js';
import { SessionStrategy } from './session.strategy.js';
import { strategies } from './strategies.js';

/**
 * Finds out who a request is from, before it is decided what they may do: `RequestContext.principal`. Credentials that
 * are not valid are no reason to refuse a public route; any other refuses them with what was wrong.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard() {
  constructor(
    jwt: JwtStrategy,
    session: SessionStrategy,
    apiKey: ApiKeyStrategy,
    private readonly cookies: AuthCookies,
    private readonly positions: PrincipalPositions,
  ) {
    super(strategies(jwt, session, apiKey));
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.#hasCredentials(context.switchToHttp().getRequest<FastifyRequest>())) return true;
    return (await super.canActivate(context)) as boolean;
  }

  override handleRequest<T>(error: unknown, principal: Principal | false | undefined, info: unknown): T {
    const context = currentContext();
    if (context && principal) {
      context.principal = principal;
      // Nobody waits for it before the first read.
      context.consistency.requireLater(this.positions.find(principal.userId));
    } else if (context) context.refusedCredentials = refusal(error, info);
    return principal as T;
  }

  #hasCredentials(request: FastifyRequest): boolean {
    const { authorization, 'x-api-key': apiKey } = request.headers;
    return authorization !== undefined || apiKey !== undefined || this.cookies.saysWho(request);
  }
}

function refusal(error: unknown, info: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error) {
    const message = 'Who is signed in cannot be found out at the moment.';
    return new AppError('unavailable', 'authentication_unavailable', message, {
      retryAfter: 5,
      cause: error,
    });
  }
  const expired = [info].flat().some((each) => each instanceof Error && each.name === 'TokenExpiredError');
  return expired
    ? new AppError('unauthenticated', 'token_expired', 'The access token has expired.')
    : new AppError('unauthenticated', 'credentials_invalid', 'These credentials are not valid (any more).');
}
