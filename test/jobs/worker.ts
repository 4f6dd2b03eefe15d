import 'reflect-metadata';
import { Inject, type DynamicModule, type Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { importProduct } from '../../bench/product.ts';
import type * as configuration from '../../src/config/load-config.js';
import type * as jobDefinitionList from '../../src/main/job-definitions.js';
import type * as processes from '../../src/main/run-process.js';
import type * as workerApp from '../../src/main/worker-app.js';
import type * as handlers from '../../src/platform/jobs/job-handler.js';
import type * as permanent from '../../src/platform/jobs/permanent-job-error.js';
import type * as schedules from '../../src/platform/jobs/schedule.js';
import type * as logging from '../../src/platform/telemetry/logger.js';
import type { JobDefinition } from '../../src/platform/jobs/define-job.js';
import type { Handler, JobRun } from '../../src/platform/jobs/job-handler.js';
import { testJobs, tick, type Work } from './definitions.ts';
import { WorkRecord } from './record.ts';
import { work } from './work.ts';

type Product = typeof configuration &
  typeof jobDefinitionList &
  typeof processes &
  typeof workerApp &
  typeof handlers &
  typeof permanent &
  typeof schedules &
  typeof logging;

// The built worker, from its configuration to its shutdown, with jobs besides the product's. No compiler runs here, so
// nothing is decorated with `@`.
const product = await importProduct<Product>(
  'config/load-config.js',
  'main/job-definitions.js',
  'main/run-process.js',
  'main/worker-app.js',
  'platform/jobs/job-handler.js',
  'platform/jobs/permanent-job-error.js',
  'platform/jobs/schedule.js',
  'platform/telemetry/logger.js',
);

const record = new WorkRecord(process.env.DATABASE_URL);
const refuse = () => new product.PermanentJobError('not_wanted', 'Nobody wants it.');

await product.runProcess('worker', product.loadConfig, async (config) => {
  const logger = product.createLogger(config, 'worker');
  const definitions = [...product.jobDefinitions, ...testJobs] as JobDefinition[];
  const everySecond = process.env.TEST_TICKS ? [product.schedule('test.tick', '* * * * * *', tick, {})] : [];
  const root: DynamicModule = {
    module: class Root {},
    imports: [product.WorkerRootModule.forRoot(config, definitions, everySecond)],
    providers: testJobs.map(handlerOf),
  };
  const app = await product.createWorkerApp(config, logger, root);
  logger.info('taking jobs');
  return { app, logger };
});

function handlerOf(definition: JobDefinition<Work>): Type<Handler<Work>> {
  class WorkHandler implements Handler<Work> {
    readonly #dataSource: DataSource;

    constructor(dataSource: DataSource) {
      this.#dataSource = dataSource;
    }

    handle(payload: Work, run: JobRun): Promise<void> {
      return work(definition.name, payload, run, { dataSource: this.#dataSource, record, refuse });
    }
  }
  Inject(DataSource)(WorkHandler, undefined, 0);
  product.JobHandler(definition)(WorkHandler);
  return WorkHandler;
}
