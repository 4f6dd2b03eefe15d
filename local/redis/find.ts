import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { answers } from '../answers.ts';
import { TOOLS_DIR } from '../project.ts';
import { withLock } from '../lock.ts';
import { aptInstall, aptUnpack, unpackedRedis } from './apt.ts';

/** A program that takes a configuration file, or the container image to run it from. */
export type RedisProgram = { file: string; env?: NodeJS.ProcessEnv } | { image: string };

const run = promisify(execFile);
const IMAGE = 'redis:8-alpine';

let search: Promise<RedisProgram> | undefined;

/** One search for both servers; a failed one may be repeated, after the user installed something. */
export async function findRedis(log: (line: string) => void): Promise<RedisProgram> {
  search ??= find(log).finally(() => (search = undefined));
  return search;
}

async function find(log: (line: string) => void): Promise<RedisProgram> {
  return (await onPath()) ?? (await unpackedRedis()) ?? withLock(TOOLS_DIR, () => obtain(log));
}

/** Under a lock: two stacks that start together must not install twice. */
async function obtain(log: (line: string) => void): Promise<RedisProgram> {
  const tried: string[] = [];
  const sources = [onPath, unpackedRedis, aptInstall, aptUnpack, brewInstall, docker];
  for (const source of sources) {
    try {
      const found = await source(log);
      if (found) return found;
    } catch (error) {
      tried.push(firstLine(error));
    }
  }
  throw new Error(
    ['no redis-server or valkey-server on the PATH, and none could be installed', ...tried].join('; ') +
      '. Install Redis (https://redis.io/docs/latest/operate/oss_and_stack/install/) or start a Docker engine',
  );
}

async function onPath(): Promise<RedisProgram | undefined> {
  for (const file of ['redis-server', 'valkey-server']) {
    if (await answers(file, ['--version'])) return { file };
  }
  return undefined;
}

async function brewInstall(log: (line: string) => void): Promise<RedisProgram | undefined> {
  if (process.platform !== 'darwin' || !(await answers('brew', ['--version']))) return undefined;
  log('installing Redis with Homebrew');
  await run('brew', ['install', 'redis']);
  const { stdout } = await run('brew', ['--prefix', 'redis']);
  return { file: `${stdout.trim()}/bin/redis-server` };
}

async function docker(): Promise<RedisProgram | undefined> {
  return (await answers('docker', ['info'])) ? { image: IMAGE } : undefined;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => /^E:|error/i.test(line)) ?? text.split('\n')[0] ?? text;
}
