import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Config, ConfigError } from '../config/config.js';

interface Running {
  app: INestApplicationContext;
  logger: Logger;
}

/**
 * Starts a process and sees to its end. SIGTERM or SIGINT closes the application in order: stop taking requests and
 * jobs, finish those that run, close connections. A second signal, or the deadline, ends it at once.
 */
export async function runProcess(
  name: string,
  load: () => Config,
  start: (config: Config) => Promise<Running>,
): Promise<void> {
  try {
    const config = load();
    const running = await start(config);
    stopOnSignal(running, config.shutdownTimeoutMs);
  } catch (error) {
    process.stderr.write(`${name} cannot start: ${describe(error)}\n`);
    process.exit(1);
  }
}

function stopOnSignal({ app, logger }: Running, timeoutMs: number): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ msg: 'stopping', signal });
    setTimeout(() => {
      logger.fatal('did not stop in time');
      process.exit(1);
    }, timeoutMs).unref();
    app.close().then(
      () => {
        logger.info('stopped');
        logger.flush(() => process.exit(0));
      },
      (error: unknown) => {
        logger.fatal({ err: error, msg: 'did not stop cleanly' });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

// What the operator can mend is said in a line; anything else is a bug and needs its stack.
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const mendable = error instanceof ConfigError || 'code' in error;
  return mendable ? error.message : (error.stack ?? error.message);
}
