import 'reflect-metadata';
import { loadConfig } from '../config/load-config.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { createApiApp } from './api-app.js';
import { collectGarbage } from './collect-garbage.js';
import { runProcess } from './run-process.js';

await runProcess('api', loadConfig, async (config) => {
  const logger = createLogger(config, 'api');
  const app = await createApiApp(config, logger);
  await app.init();
  // Nobody has to wait for it yet.
  collectGarbage();
  await app.listen(config.http.port, config.http.host);
  logger.info({ msg: 'listening', address: await app.getUrl() });
  return { app, logger };
});
