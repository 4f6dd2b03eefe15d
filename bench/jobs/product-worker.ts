import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { Redis } from 'ioredis';
import { idle, loadProduct, now, start, STARTS } from './product.ts';

// The worker as in production, with two jobs of the benchmark besides the product's. No compiler runs here, so nothing
// is decorated with `@`.
const product = await loadProduct();
const redis = new Redis(process.env.REDIS_QUEUE_URL ?? '');

await product.runProcess('worker', product.loadConfig, async (config) => {
  const logger = product.createLogger(config, 'worker');
  const root: DynamicModule = {
    module: class Root {},
    imports: [product.WorkerRootModule.forRoot(config, [idle, start])],
    providers: [
      handlerOf(idle, async () => {}),
      handlerOf(start, async () => {
        await redis.rpush(STARTS, now());
      }),
    ],
  };
  return { app: await product.createWorkerApp(config, logger, root), logger };
});

function handlerOf(definition: object, handle: () => Promise<void>): Type {
  class BenchHandler {
    handle(): Promise<void> {
      return handle();
    }
  }
  product.JobHandler(definition)(BenchHandler);
  return BenchHandler;
}
