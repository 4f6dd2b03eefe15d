import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseConfig } from '../config/config.js';
import { newSecrets } from '../config/secrets.js';
import { httpAdapter } from '../platform/http/http-adapter.js';
import { openApiDocument } from '../platform/http/openapi.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { ApiModule, versioning } from './api-app.js';

// Prints the OpenAPI document. `preview` builds the routes without connecting to anything.
const config = parseConfig({
  ...newSecrets(),
  DATABASE_URL: 'postgres://localhost/none',
  REDIS_QUEUE_URL: 'redis://localhost',
  REDIS_CACHE_URL: 'redis://localhost',
  SMTP_URL: 'smtp://localhost',
  LOG_LEVEL: 'silent',
});
const app = await NestFactory.create<NestFastifyApplication>(
  ApiModule.forRoot(config),
  httpAdapter(config.http, createLogger(config, 'openapi')),
  { preview: true, logger: false, abortOnError: false },
);
app.enableVersioning(versioning);
// Not `writeSync`: what does not fit into the pipe at once would be lost.
process.stdout.write(`${JSON.stringify(openApiDocument(app), null, 2)}\n`);
