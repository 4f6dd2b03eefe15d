import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../platform/access/csrf.js';
import { AppError } from '../../shared/app-error.js';
import { AccessTokens } from '../access-tokens/access-tokens.service.js';
import type { IssuedTokens } from './auth.service.js';
import { AuthCookies } from './auth-cookies.js';
import type { Delivery } from './credentials.dto.js';
import type { TokensDto } from './tokens.dto.js';

/** How tokens travel: in bodies for programs, in cookies for browsers. */
@Injectable()
export class TokenDelivery {
  constructor(
    private readonly cookies: AuthCookies,
    private readonly csrf: Csrf,
    private readonly accessTokens: AccessTokens,
  ) {}

  deliver(tokens: IssuedTokens, delivery: Delivery, reply: FastifyReply): TokensDto {
    void reply.header('cache-control', 'no-store');
    const { accessToken, refreshToken, refreshExpiresAt } = tokens;
    const common = {
      tokenType: 'Bearer',
      expiresIn: this.accessTokens.ttlSeconds,
      refreshExpiresAt,
    } as const;
    if (delivery === 'json') return { ...common, accessToken, refreshToken };
    this.cookies.setTokens(reply, tokens);
    return { ...common, csrfToken: this.csrf.renew(reply) };
  }

  /** The refresh token that came along, and how to deliver the next. Throws `refresh_token_missing` and `csrf_token_wrong`. */
  presented(inBody: string | undefined, request: FastifyRequest): { token: string; delivery: Delivery } {
    if (inBody !== undefined) return { token: inBody, delivery: 'json' };
    const inCookie = this.cookies.refreshToken(request);
    if (inCookie === undefined) {
      const message = 'A refresh token is needed, as refreshToken or as a cookie.';
      throw new AppError('unauthenticated', 'refresh_token_missing', message);
    }
    this.csrf.require(request);
    return { token: inCookie, delivery: 'cookie' };
  }
}
