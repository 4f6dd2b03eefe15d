import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Signals do not pass from `docker run` into the container, except those that end it politely. */
export type ContainerVerb = 'kill' | 'pause' | 'unpause';

export async function tellContainer(verb: ContainerVerb, container: string): Promise<void> {
  await run('docker', [verb, container]);
}

/** The container of a client that was killed goes on, and keeps its name. */
export async function removeContainer(container: string): Promise<void> {
  await run('docker', ['rm', '--force', container]).catch(() => undefined);
}

export function containerName(dir: string, name: string): string {
  return `groundwork-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}-${name}`;
}

/** The client stays in the foreground: its process stands for the container, and its end ends it. */
export function dockerArgs(container: string, image: string, home: string, port: number): string[] {
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  return [
    ...['run', '--rm', '--name', container, '--user', user],
    ...['--publish', `127.0.0.1:${port}:6379`, '--volume', `${home}:/data`],
    ...[image, 'redis-server', '/data/redis.conf'],
  ];
}
