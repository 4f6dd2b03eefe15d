import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { findRedis } from '../../local/redis/find.ts';
import { RunningProcess } from './processes.ts';

/** Starts a Redis with these lines of configuration, in a folder of its own. It ends with the processes of the suite. */
export async function runRedis(
  dir: string,
  port: number,
  lines: string[],
  args: string[] = [],
): Promise<RunningProcess> {
  const program = await findRedis(() => {});
  if (!('file' in program)) throw new Error('needs redis-server, not a container');
  const home = join(dir, String(port));
  mkdirSync(home);
  const file = join(home, 'redis.conf');
  writeFileSync(file, [`port ${port}`, 'bind 127.0.0.1', `dir "${home}"`, ...lines, ''].join('\n'));
  const env = Object.fromEntries(
    Object.entries(program.env ?? process.env).filter(
      (each): each is [string, string] => each[1] !== undefined,
    ),
  );
  return new RunningProcess([program.file, file, ...args], env);
}

/**
 * What the server at a port of this machine answers to a command.
 *
 * @param ca whose certificate it has, where it speaks TLS
 */
export async function askRedis<T>(port: number, args: string[], password?: string, ca?: string): Promise<T> {
  const client = createClient({
    password,
    RESP: 2,
    socket: {
      ...{ host: '127.0.0.1', port, connectTimeout: 2000, reconnectStrategy: false },
      ...(ca !== undefined && { tls: true, ca }),
    },
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.sendCommand<T>(args);
  } finally {
    client.destroy();
  }
}
