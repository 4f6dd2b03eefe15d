import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { adopt, isAlive, spawnDetached, waitFor } from '../processes.ts';
import { logFile, portOf, type RedisName, type StackFolder } from '../state.ts';
import { containerName, dockerArgs, removeContainer } from './docker.ts';
import { findRedis } from './find.ts';
import { ping } from './ping.ts';

/** Queues may lose nothing, so they are logged and never evicted; a cache is bounded and starts empty. */
const SETTINGS: Record<RedisName, string[]> = {
  queue: ['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction'],
  cache: ['appendonly no', 'maxmemory 128mb', 'maxmemory-policy allkeys-lru'],
};

export async function startRedis(folder: StackFolder, name: RedisName): Promise<void> {
  const { dir, state } = folder;
  const port = portOf(state, name);
  const answers = (): Promise<boolean> => ping(port, state.password);
  if (await adopt(state.daemons[name], answers)) return;
  const program = await findRedis(folder.log);
  const home = join(dir, 'redis', name);
  const log = logFile(dir, name);
  const container = 'image' in program ? containerName(dir, name) : undefined;
  await writeConfig(home, configLines(name, state.password, container ? undefined : { home, port }));
  if (container) await removeContainer(container);
  const command =
    'image' in program
      ? { file: 'docker', args: dockerArgs(containerName(dir, name), program.image, home, port) }
      : { ...program, args: [join(home, 'redis.conf')] };
  const ref = await spawnDetached({ ...command, logFile: log });
  state.daemons[name] = { ...ref, container };
  folder.save();
  const ready = await waitFor(async () => (await answers()) || !isAlive(ref), container ? 120_000 : 30_000);
  if (!ready || !(await answers())) throw new Error(`Redis ${name} did not start (see ${log})`);
}

/** Inside a container the network and the folder are its own. */
function configLines(name: RedisName, password: string, local?: { home: string; port: number }): string[] {
  const bind = local
    ? ['bind 127.0.0.1', `port ${local.port}`, `dir "${local.home}"`]
    : ['bind 0.0.0.0', 'dir /data'];
  return [...bind, `requirepass ${password}`, 'save ""', 'daemonize no', ...SETTINGS[name]];
}

async function writeConfig(home: string, lines: string[]): Promise<void> {
  await mkdir(home, { recursive: true });
  const file = join(home, 'redis.conf');
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}
