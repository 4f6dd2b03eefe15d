import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ConfigModule } from '../../src/config/config.module.js';
import { parseConfig } from '../../src/config/config.js';
import { Cache } from '../../src/platform/cache/cache.js';
import { CacheModule, CacheRelayModule } from '../../src/platform/cache/cache.module.js';
import { defineCache } from '../../src/platform/cache/define-cache.js';
import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { TurnReads } from '../../src/platform/cache/store/turn-reads.js';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { OutboxModule } from '../../src/platform/outbox/outbox.module.js';
import { RedisModule } from '../../src/platform/redis/redis.module.js';
import { createLogger } from '../../src/platform/telemetry/logger.js';
import { NestLogger } from '../../src/platform/telemetry/nest-logger.js';
import { LogLines } from '../support/log-lines.ts';
import { opened } from '../support/opened.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

/** A process that has the cache and the database, and nothing of the product's features. */
export interface CacheApp {
  cache: Cache;
  reads: TurnReads;
  database: Database;
  dataSource: DataSource;
  log: LogLines;
}

export async function startCacheApp(
  overrides: Record<string, string> = {},
  { withRelay = false } = {},
): Promise<CacheApp> {
  const config = parseConfig({ ...(await workerEnvironment()), ...overrides });
  const log = new LogLines();
  const root: DynamicModule = {
    module: class Root {},
    imports: [
      ConfigModule.forRoot(config),
      DatabaseModule.forRoot([]),
      RedisModule,
      OutboxModule,
      CacheModule,
      ...(withRelay ? [CacheRelayModule] : []),
    ],
  };
  const logger = new NestLogger(createLogger(config, 'api', log));
  const app = await NestFactory.createApplicationContext(root, { logger, abortOnError: false });
  opened.push(app);
  return {
    cache: app.get(Cache),
    reads: app.get(TurnReads),
    database: app.get(Database),
    dataSource: app.get(DataSource),
    log,
  };
}

/** As one request does it; `context` tells afterwards what the cache gave. */
export async function asRequest<T>(
  work: () => Promise<T>,
): Promise<{ result: T; status?: string; context: RequestContext }> {
  const context = new RequestContext('test');
  const result = await runInContext(context, work);
  return { result, status: context.cache.status, context };
}

export const thing = z.object({ id: z.number(), text: z.string(), at: z.coerce.date() });
export type Thing = z.infer<typeof thing>;

let kinds = 0;

/** A kind of values that no other test has. */
export function aKind(more: Partial<Parameters<typeof defineCache<Thing>>[0]> = {}) {
  kinds += 1;
  return defineCache<Thing>({
    name: `thing-${process.pid}-${kinds}`,
    version: 1,
    schema: thing,
    ttlMs: 60_000,
    ...more,
  });
}

export function aThing(id: number, text = `text ${id}`): Thing {
  return { id, text, at: new Date(1_800_000_000_000) };
}
