import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { cookieName, privateCookie } from '../../platform/access/cookies.js';
import { SESSION_COOKIE } from '../../platform/access/server-sessions.js';

/** What sign-in keeps in a browser. None of it can be read by scripts. */
@Injectable()
export class AuthCookies {
  readonly #names: Record<'access' | 'refresh' | 'session', string>;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.#names = {
      access: cookieName(config, 'access'),
      refresh: cookieName(config, 'refresh'),
      session: cookieName(config, SESSION_COOKIE),
    };
  }

  /** Whether a cookie says who this is. */
  saysWho({ cookies }: FastifyRequest): boolean {
    return cookies[this.#names.access] !== undefined || cookies[this.#names.session] !== undefined;
  }

  accessToken({ cookies }: FastifyRequest): string | undefined {
    return cookies[this.#names.access];
  }

  refreshToken({ cookies }: FastifyRequest): string | undefined {
    return cookies[this.#names.refresh];
  }

  setTokens(
    reply: FastifyReply,
    tokens: { accessToken: string; refreshToken: string; remembered: boolean; refreshExpiresAt: Date },
  ): void {
    const { accessToken, refreshToken, remembered, refreshExpiresAt } = tokens;
    // Not to be remembered means: until the browser is closed.
    const left = Math.max(0, Math.floor((refreshExpiresAt.getTime() - Date.now()) / 1000));
    const { ttlSeconds } = this.config.accessTokens;
    void reply.setCookie(this.#names.access, accessToken, privateCookie(this.config, ttlSeconds));
    void reply.setCookie(
      this.#names.refresh,
      refreshToken,
      privateCookie(this.config, remembered ? left : undefined),
    );
  }

  clearSession(reply: FastifyReply): void {
    void reply.clearCookie(this.#names.session, privateCookie(this.config));
  }

  clearTokens(request: FastifyRequest, reply: FastifyReply): void {
    for (const name of [this.#names.access, this.#names.refresh]) {
      if (request.cookies[name] !== undefined) void reply.clearCookie(name, privateCookie(this.config));
    }
  }
}
