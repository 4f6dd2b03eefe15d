import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import supertest from 'supertest';
import { parseConfig } from '../../src/config/config.js';
import { createApiApp } from '../../src/main/api-app.js';
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
  /** A request to the running server: `api.http().get('/api/v1/users')`. */
  http: () => supertest.Agent;
}

/** Starts the API as production does, on a free port. It is closed after the suite. */
export async function startApi(overrides: Record<string, string> = {}): Promise<TestApi> {
  const config = parseConfig({ ...(await workerEnvironment()), ...overrides });
  const log = new LogLines();
  const app = await createApiApp(config, createLogger(config, 'api', log));
  opened.push(app);
  await app.listen(config.http.port, config.http.host);
  const url = await app.getUrl();
  return { app, url, log, dataSource: app.get(DataSource), http: () => supertest.agent(url) };
}
