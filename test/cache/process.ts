import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { importProduct } from '../../bench/product.ts';
import type * as configModule from '../../src/config/config.module.js';
import type * as configuration from '../../src/config/load-config.js';
import type * as caches from '../../src/platform/cache/cache.js';
import type * as cacheModule from '../../src/platform/cache/cache.module.js';
import type * as databases from '../../src/platform/database/database.js';
import type * as databaseModule from '../../src/platform/database/database.module.js';
import type * as redisModule from '../../src/platform/redis/redis.module.js';

type Product = typeof configModule &
  typeof configuration &
  typeof caches &
  typeof cacheModule &
  typeof databases &
  typeof databaseModule &
  typeof redisModule;

// A process of the built product that has the cache, and comes to a bad end in the middle of what it is told to do.
const product = await importProduct<Product>(
  'config/config.module.js',
  'config/load-config.js',
  'platform/cache/cache.js',
  'platform/cache/cache.module.js',
  'platform/database/database.js',
  'platform/database/database.module.js',
  'platform/redis/redis.module.js',
);
const { ConfigModule, DatabaseModule, RedisModule, CacheModule, Cache, Database } = product;
const [what, name = '', id = ''] = process.argv.slice(2);

class Root {}
const imports = [
  ConfigModule.forRoot(product.loadConfig()),
  DatabaseModule.forRoot([]),
  RedisModule,
  CacheModule,
];
const app = await NestFactory.createApplicationContext({ module: Root, imports }, { logger: false });
const tags = [`${name}:${id}`];

if (what === 'load') {
  const kind = { name, version: 1, schema: z.unknown(), ttlMs: 60_000 };
  const load = async () => {
    process.stdout.write('{"msg":"loading"}\n');
    return new Promise<never>(() => {});
  };
  await app.get(Cache).read(kind, { id, tags, load });
} else {
  await app.get(Database).transaction('thing.change', async (tx) => {
    await tx.manager.query('UPDATE things SET version = version + 1 WHERE id = $1', [id]);
    tx.afterCommit(async () => process.exit(9));
    await app.get(Cache).invalidate(tx, tags);
  });
}
