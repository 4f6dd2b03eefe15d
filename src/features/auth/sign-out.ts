import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf, needsCsrfToken } from '../../platform/access/csrf.js';
import { currentContext } from '../../platform/context/request-context.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { AuthCookies } from './auth-cookies.js';

/** Signing out: in the database, in Redis and in the browser. */
@Injectable()
export class SignOut {
  constructor(
    private readonly sessions: SessionsService,
    private readonly cookies: AuthCookies,
    private readonly csrf: Csrf,
  ) {}

  /** Ends what the request is signed in with, if anything. Throws `csrf_token_wrong` when only cookies say so. */
  async thisDevice(request: FastifyRequest, reply: FastifyReply, refreshToken?: string): Promise<void> {
    const principal = currentContext()?.principal;
    const token = refreshToken ?? this.cookies.refreshToken(request);
    const byCookie = principal
      ? needsCsrfToken(principal.method)
      : refreshToken === undefined && token !== undefined;
    if (byCookie) this.csrf.require(request);
    if (principal?.sessionId !== undefined)
      await this.sessions.signOut(principal.userId, principal.sessionId);
    if (token !== undefined) await this.sessions.signOutWith(token);
    await this.forget(request, reply);
  }

  /** Takes away what the browser keeps. */
  async forget(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    this.cookies.clearTokens(request, reply);
    // Where it cannot be taken out of the store, the database still knows that it has ended.
    if (request.session.id === undefined) return;
    await request.session.destroy().catch(() => {});
    this.cookies.clearSession(reply);
  }
}
