import 'reflect-metadata';
import { loadConfig } from '../config/load-config.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { collectGarbage } from './collect-garbage.js';
import { runProcess } from './run-process.js';
import { createWorkerApp } from './worker-app.js';

await runProcess('worker', loadConfig, async (config) => {
  const logger = createLogger(config, 'worker');
  const app = await createWorkerApp(config, logger);
  logger.info('taking jobs');
  collectGarbage();
  return { app, logger };
});
