import 'reflect-metadata';
import { flushCompileCache } from 'node:module';
import { NestFactory } from '@nestjs/core';
import { importProduct } from '../../bench/product.ts';
import type * as configuration from '../../src/config/load-config.js';
import type * as configModule from '../../src/config/config.module.js';
import type * as runsModule from '../../src/features/imports/runs/import-runs.module.js';
import type * as runs from '../../src/features/imports/runs/import-runs.service.js';
import type * as entityList from '../../src/main/entities.js';
import type * as jobDefinitionList from '../../src/main/job-definitions.js';
import type * as audit from '../../src/platform/audit/audit.module.js';
import type * as events from '../../src/platform/events/events.module.js';
import type * as cache from '../../src/platform/cache/cache.module.js';
import type * as database from '../../src/platform/database/database.module.js';
import type * as jobs from '../../src/platform/jobs/jobs.module.js';
import type * as redis from '../../src/platform/redis/redis.module.js';
import type * as signals from '../../src/platform/signals/signals.module.js';
import type * as storage from '../../src/platform/storage/storage.module.js';

type Product = typeof configuration &
  typeof configModule &
  typeof runsModule &
  typeof runs &
  typeof entityList &
  typeof jobDefinitionList &
  typeof audit &
  typeof cache &
  typeof database &
  typeof events &
  typeof jobs &
  typeof redis &
  typeof signals &
  typeof storage;

// Of the built worker what runs imports, and no more, so that it is started again quickly.
// node test/imports/program.ts <id of an import>; it begins at SIGUSR2.
const product = await importProduct<Product>(
  'config/load-config.js',
  'config/config.module.js',
  'features/imports/runs/import-runs.module.js',
  'features/imports/runs/import-runs.service.js',
  'main/entities.js',
  'main/job-definitions.js',
  'platform/audit/audit.module.js',
  'platform/cache/cache.module.js',
  'platform/database/database.module.js',
  'platform/events/events.module.js',
  'platform/jobs/jobs.module.js',
  'platform/redis/redis.module.js',
  'platform/signals/signals.module.js',
  'platform/storage/storage.module.js',
);

const root = {
  module: class Root {},
  imports: [
    product.ConfigModule.forRoot(product.loadConfig()),
    product.DatabaseModule.forRoot(product.entities),
    product.AuditModule,
    product.EventsModule,
    product.RedisModule,
    product.CacheModule,
    product.SignalsModule,
    product.JobsModule.forRoot(product.jobDefinitions),
    product.StorageModule,
    product.ImportRunsModule,
  ],
};
const app = await NestFactory.createApplicationContext(root, { logger: ['error'] });
const [id = ''] = process.argv.slice(2);
const begin = Promise.withResolvers<void>();
process.once('SIGUSR2', () => begin.resolve());
// Now, for it may have no time at its end.
flushCompileCache();
process.stdout.write('{"msg":"ready"}\n');
const waiting = setInterval(() => {}, 1000);
await begin.promise;
clearInterval(waiting);
const { signal } = new AbortController();
while ((await app.get(product.ImportRuns).runPortion(id, { signal })) === 'more');
await app.close();
