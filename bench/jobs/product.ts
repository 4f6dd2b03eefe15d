import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { importProduct } from '../product.ts';

/** Parts of the compiled product, as far as they are used here. */
interface Product {
  loadConfig: () => object;
  createLogger: (config: object, service: string) => object;
  createWorkerApp: (config: object, logger: object, root: DynamicModule) => Promise<INestApplicationContext>;
  runProcess: (name: string, load: () => object, start: (config: object) => Promise<object>) => Promise<void>;
  WorkerRootModule: { forRoot(config: object, definitions: object[]): DynamicModule };
  JobHandler: (definition: object) => (target: Type) => void;
  ConfigModule: { forRoot(config: object): DynamicModule };
  DatabaseModule: { forRoot(entities: []): DynamicModule };
  JobsModule: { forRoot(definitions: object[]): DynamicModule };
  RedisModule: Type;
  Database: Type<ProductDatabase>;
  JobQueues: Type<ProductQueues>;
}

export interface ProductDatabase {
  transaction<T>(name: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
}

interface Transaction {
  manager: EntityManager;
}

export interface ProductQueues {
  enqueueAll(tx: Transaction, job: object, payloads: readonly object[]): Promise<string[]>;
  queue(name: string): Queue;
}

const FILES = [
  'config/config.module.js',
  'config/load-config.js',
  'main/run-process.js',
  'main/worker-app.js',
  'platform/database/database.js',
  'platform/database/database.module.js',
  'platform/jobs/job-handler.js',
  'platform/jobs/job-queues.js',
  'platform/jobs/jobs.module.js',
  'platform/redis/redis.module.js',
  'platform/telemetry/logger.js',
];

export function loadProduct(): Promise<Product> {
  return importProduct<Product>(...FILES);
}

/** The queue of the product whose jobs are done, and one that no worker takes from. */
export const TAKEN = 'notification';
export const NOT_TAKEN = 'media';
/** That of bare BullMQ. */
export const BARE = 'bench';

/** Does nothing. */
export const idle = definition('bench.idle', TAKEN);
/** The same in the queue that nobody takes from. */
export const kept = definition('bench.kept', NOT_TAKEN);
/** Says when it was begun. */
export const start = definition('bench.start', TAKEN);

/** Where jobs say when they were begun: a list of milliseconds. */
export const STARTS = 'bench:starts';

function definition(name: string, queue: string): object {
  const schema = z.object({ userId: z.int().positive() });
  return { name, queue, schema, retry: { attempts: 3, backoffMs: 1000 }, timeoutMs: 60_000 };
}

export const PAYLOAD = { userId: 4711 };

/** With fractions, comparable between processes. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
