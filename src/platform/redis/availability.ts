import { Logger } from '@nestjs/common';

/**
 * Says once that a Redis is away and once that it is back. The two client libraries share these event names; without
 * an `error` listener one dropped connection would end the process.
 */
export function announceAvailability(
  client: { on(event: string, listener: never): unknown },
  name: string,
): void {
  const logger = new Logger('Redis');
  const on = client.on.bind(client) as (event: string, listener: (error: Error) => void) => unknown;
  let reachable = true;
  on('error', (error) => {
    if (reachable) logger.warn({ msg: `${name} Redis is away`, err: error });
    reachable = false;
  });
  on('ready', () => {
    if (!reachable) logger.log(`${name} Redis is back`);
    reachable = true;
  });
}
