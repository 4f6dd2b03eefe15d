import fastifySession, { type FastifySessionOptions } from '@fastify/session';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RedisStore } from 'connect-redis';
import type { Config } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';
import { CACHE_REDIS } from '../redis/redis.module.js';
import type { CacheRedis } from '../redis/cache-client.js';
import { cookieName, privateCookie } from './cookies.js';

declare module 'fastify' {
  interface Session {
    /** Id of the session (device) that is signed in. */
    id?: string;
    /** When the database last heard of its use, milliseconds since 1970. */
    seenAt?: number;
    /** The store could not be asked, so nobody knows who this is. */
    unavailable?: true;
  }
}

/** Base name of the cookie that names a session. */
export const SESSION_COOKIE = 'sid';

type Store = NonNullable<FastifySessionOptions['store']>;

/** Server-side sessions in cache Redis, for browsers; any process knows them, and a restart forgets none. */
export async function serveSessions(app: NestFastifyApplication, config: Config): Promise<void> {
  await app.register(fastifySession, {
    cookieName: cookieName(config, SESSION_COOKIE),
    secret: config.sessions.secret,
    store: patientStore(app.get<CacheRedis>(CACHE_REDIS), config.sessions.ttlSeconds),
    saveUninitialized: false,
    rolling: false,
    cookie: privateCookie(config),
  });
}

// With Redis away a request is not signed out, and those that need no session are served.
function patientStore(client: CacheRedis, ttlSeconds: number): Store {
  // The time for those whose cookie names none, because they are not remembered.
  const store = new RedisStore({ client, prefix: 'session:', ttl: ttlSeconds });
  const logger = new Logger('Sessions');
  return {
    get: (id, done) =>
      void store.get(id, (error: unknown, session?: unknown) => {
        if (error === null || error === undefined) return done(null, session as never);
        logger.warn({ msg: 'session not read', err: error });
        done(null, { cookie: {}, unavailable: true } as never);
      }),
    set: (id, session, done) => void store.set(id, session, (error?: unknown) => done(unavailable(error))),
    destroy: (id, done) => void store.destroy(id, (error?: unknown) => done(unavailable(error))),
  };
}

function unavailable(cause: unknown): AppError | undefined {
  if (cause === null || cause === undefined) return undefined;
  const message = 'Sessions cannot be kept at the moment.';
  return new AppError('unavailable', 'session_store_unavailable', message, { retryAfter: 5, cause });
}
