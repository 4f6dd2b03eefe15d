import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import supertest from 'supertest';
import { type Config, parseConfig } from '../../src/config/config.js';
import { ApiModule, createApiApp } from '../../src/main/api-app.js';
import { createLogger } from '../../src/platform/telemetry/logger.js';
import { ADMIN, bearer, type Someone } from './access-token.ts';
import { LogLines } from './log-lines.ts';
import { opened } from './opened.ts';
import { workerEnvironment } from './worker-environment.ts';

export interface TestApi {
  app: NestFastifyApplication;
  /** `http://127.0.0.1:port` */
  url: string;
  log: LogLines;
  dataSource: DataSource;
  /** An administrator: `api.http().get('/api/v1/users')`. */
  http: () => HttpClient;
  /** Somebody who is signed in: `api.as({ id, role: 'moderator' }).get('/api/v1/profile')`. */
  as: (someone: Someone) => HttpClient;
  /** Somebody who is not. */
  anonymous: () => HttpClient;
}

/** All clients of one API share their cookies, and so each reads what any of them wrote. */
export type HttpClient = Pick<supertest.Agent, (typeof METHODS)[number]>;

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;

/**
 * For tests that count statements, write by SQL or write several things at once: a client that is told of its writes
 * one after the other reads them from replicas, others may not.
 */
export const PRIMARY_ONLY = { DATABASE_REPLICA_URLS: '' };

/** For tests of what reaches the database however often it is asked. */
export const UNCACHED = { CACHE_ENABLED: 'false' };

/**
 * Starts the API as production does, on a free port. It is closed after the suite. `root` composes it of other modules
 * than the product's.
 */
export async function startApi(
  overrides: Record<string, string> = {},
  root: (config: Config) => DynamicModule = (config) => ApiModule.forRoot(config),
): Promise<TestApi> {
  const config = parseConfig({ ...(await workerEnvironment()), ...overrides });
  const log = new LogLines();
  const app = await createApiApp(config, createLogger(config, 'api', log), root(config));
  opened.push(app);
  await app.listen(config.http.port, config.http.host);
  const url = await app.getUrl();
  const client = supertest.agent(url);
  const as = (someone: Someone) => clientWith(client, bearer(someone));
  const admin = as(ADMIN);
  return { app, url, log, dataSource: app.get(DataSource), as, http: () => admin, anonymous: () => client };
}

function clientWith(agent: supertest.Agent, headers: Record<string, string>): HttpClient {
  const methods = METHODS.map((method) => [method, (url: string) => agent[method](url).set(headers)]);
  return Object.fromEntries(methods) as HttpClient;
}
