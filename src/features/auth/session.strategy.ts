import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import { AppError } from '../../shared/app-error.js';
import { permissionsOf } from '../../shared/permissions.js';
import type { Principal } from '../../shared/principal.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UsersService } from '../users/users.service.js';

const SEEN_EVERY_MS = 60_000;

/** Server-side sessions: the cookie names one, Redis keeps it, and the database says whether it still runs. */
@Injectable()
export class SessionStrategy extends PassportStrategy(Strategy, 'session') {
  constructor(
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
  ) {
    super();
  }

  /** Undefined without a session, or for one that has ended. Throws `session_store_unavailable`. */
  async validate({ session }: FastifyRequest): Promise<Principal | undefined> {
    if (session.unavailable) {
      const message = 'Who is signed in cannot be found out at the moment.';
      throw new AppError('unavailable', 'session_store_unavailable', message, { retryAfter: 5 });
    }
    if (session.id === undefined) return undefined;
    const live = await this.sessions.findLive(session.id);
    const user = live && (await this.users.find(live.userId));
    if (!user) return undefined;
    if (Date.now() - (session.seenAt ?? 0) > SEEN_EVERY_MS) {
      const expiresAt = await this.sessions.seen(live);
      // Else the browser forgets it when it is closed.
      if (live.remembered) session.cookie.expires = expiresAt;
      session.seenAt = Date.now();
    }
    const { id: userId, role } = user;
    return { userId, role, method: 'session', permissions: permissionsOf(role), sessionId: live.id };
  }
}
