import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import supertest from 'supertest';
import { type Config, parseConfig } from '../../src/config/config.js';
import { ApiModule, versioning } from '../../src/main/api-app.js';
import { httpAdapter } from '../../src/platform/http/http-adapter.js';
import { serveOpenApi } from '../../src/platform/http/openapi.js';
import { serveStatic } from '../../src/platform/http/static-files.js';
import { createLogger } from '../../src/platform/telemetry/logger.js';
import { NestLogger } from '../../src/platform/telemetry/nest-logger.js';
import type { TestApi } from './api.ts';
import { LogLines } from './log-lines.ts';
import { opened } from './opened.ts';
import { workerEnvironment } from './worker-environment.ts';

/** Starts the API with further controllers, for what no route of the product does. It is closed after the suite. */
export function startApiWith(controllers: Type[], overrides: Record<string, string> = {}): Promise<TestApi> {
  return startApiOf(
    (config) => ({ module: Root, imports: [ApiModule.forRoot(config)], controllers }),
    overrides,
  );
}

/** Starts an API of other modules than the product's, in the same way. */
export async function startApiOf(
  root: (config: Config) => DynamicModule,
  overrides: Record<string, string> = {},
): Promise<TestApi> {
  const config = parseConfig({ ...(await workerEnvironment()), ...overrides });
  const log = new LogLines();
  const logger = createLogger(config, 'api', log);
  const app = await NestFactory.create<NestFastifyApplication>(
    root(config),
    httpAdapter(config.http, logger),
    { bodyParser: false, logger: new NestLogger(logger), abortOnError: false },
  );
  app.enableVersioning(versioning);
  await serveStatic(app);
  serveOpenApi(app);
  opened.push(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const client = supertest.agent(url);
  return { app, url, log, dataSource: app.get(DataSource), http: () => client };
}

class Root {}
