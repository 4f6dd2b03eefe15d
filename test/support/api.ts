import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import supertest from 'supertest';
import { type Config, parseConfig } from '../../src/config/config.js';
import { ApiModule, createApiApp } from '../../src/main/api-app.js';
import { createLogger } from '../../src/platform/telemetry/logger.js';
import { LogLines } from './log-lines.ts';
import { opened } from './opened.ts';
import { workerEnvironment } from './worker-environment.ts';

export interface TestApi {
  app: NestFastifyApplication;
  /** `http://127.0.0.1:port` */
  url: string;
  log: LogLines;
  dataSource: DataSource;
  /** A client that keeps its cookies, and so reads what it wrote: `api.http().get('/api/v1/users')`. */
  http: () => supertest.Agent;
}

/**
 * For tests that count statements, write by SQL or write several things at once: a client that is told of its writes
 * one after the other reads them from replicas, others may not.
 */
export const PRIMARY_ONLY = { DATABASE_REPLICA_URLS: '' };

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
  return { app, url, log, dataSource: app.get(DataSource), http: () => client };
}
