import type { INestApplicationContext } from '@nestjs/common';
import { parseConfig } from '../../src/config/config.js';
import { createWorkerApp } from '../../src/main/worker-app.js';
import { createLogger } from '../../src/platform/telemetry/logger.js';
import { LogLines } from './log-lines.ts';
import { opened } from './opened.ts';
import { workerEnvironment } from './worker-environment.ts';

/** Starts the worker as production does. It is closed after the suite. */
export async function startWorker(
  overrides: Record<string, string> = {},
): Promise<{ app: INestApplicationContext; log: LogLines }> {
  const config = parseConfig({ ...(await workerEnvironment()), ...overrides });
  const log = new LogLines();
  const app = await createWorkerApp(config, createLogger(config, 'worker', log));
  opened.push(app);
  return { app, log };
}
