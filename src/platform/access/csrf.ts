import csrfTokens from '@fastify/csrf';
import { Inject, Injectable, SetMetadata } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';
import type { SignInMethod } from '../../shared/principal.js';
import { cookieName, privateCookie } from './cookies.js';

const CSRF_HEADER = 'x-csrf-token';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export const SAME_ORIGIN_PROOF = Symbol('SAME_ORIGIN_PROOF');

/**
 * For pages of others that we serve, and that know nothing of our tokens: instead, the browser itself must say that the
 * request comes from a page of this origin (`Sec-Fetch-Site`, which no script can set; W3C Fetch Metadata).
 */
export function SameOriginProof(): ClassDecorator {
  return SetMetadata(SAME_ORIGIN_PROOF, true);
}

/**
 * Proofs that a request was meant: a browser adds cookies to requests that other sites start, but only our own pages
 * can read a token and send it in a header. The secret behind the tokens is in a cookie of its own.
 */
@Injectable()
export class Csrf {
  readonly #tokens = csrfTokens();
  readonly #cookie: string;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.#cookie = cookieName(config, 'csrf');
  }

  /** A token for this browser. */
  token(request: FastifyRequest, reply: FastifyReply): string {
    const secret = request.cookies[this.#cookie];
    return secret === undefined ? this.renew(reply) : this.#tokens.create(secret);
  }

  /** A token with a new secret: at sign-in, so that one that somebody planted before is worth nothing. */
  renew(reply: FastifyReply): string {
    const secret = this.#tokens.secretSync();
    void reply.setCookie(this.#cookie, secret, privateCookie(this.config));
    return this.#tokens.create(secret);
  }

  /** Throws `csrf_origin_wrong` for a request that changes something and does not come from a page of ours. */
  requireSameOrigin({ method, headers }: FastifyRequest): void {
    if (SAFE.has(method) || headers['sec-fetch-site'] === 'same-origin') return;
    throw new AppError('forbidden', 'csrf_origin_wrong', 'This is done from the page itself only.');
  }

  /** Throws `csrf_token_wrong` for a request that changes something and shows no token. */
  require(request: FastifyRequest): void {
    if (SAFE.has(request.method)) return;
    const secret = request.cookies[this.#cookie];
    const token = request.headers[CSRF_HEADER];
    if (secret !== undefined && typeof token === 'string' && this.#tokens.verify(secret, token)) return;
    const message = `Signed in by cookie, this needs the header ${CSRF_HEADER} with a token of GET /api/v1/session/csrf.`;
    throw new AppError('forbidden', 'csrf_token_wrong', message, {
      errors: [{ field: CSRF_HEADER, code: 'csrf_token_wrong', message }],
    });
  }
}

/** Whether the browser sends these credentials by itself. */
export function needsCsrfToken(method: SignInMethod): boolean {
  return method === 'cookie' || method === 'session';
}
