import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { TOOLS_DIR } from '../project.ts';

interface Unpacked {
  file: string;
  env: NodeJS.ProcessEnv;
}

const run = promisify(execFile);
const UNPACKED = join(TOOLS_DIR, 'redis');
/**
 * Debian asks policy-rc.d whether a package may start its service; 101 means no. A shell of its own, so that the file
 * is removed even when we are killed meanwhile.
 */
const INSTALL = `
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\\nexit 101\\n' > $policy && chmod 755 $policy
  fi
  install() { apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=60 install redis-server; }
  install || { apt-get update && install; }`;

/** Debian and Ubuntu, as root: installs the package, but keeps its service from starting. */
export async function aptInstall(log: (line: string) => void): Promise<{ file: string } | undefined> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  log('installing redis-server with apt-get (its service is not started)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run('/bin/sh', ['-c', INSTALL], { env });
  return { file: 'redis-server' };
}

/** Without root, or where installing failed: unpacks the package, and what it lacks here, into our own folder. */
export async function aptUnpack(log: (line: string) => void): Promise<Unpacked | undefined> {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  log('downloading redis-server with apt-get and unpacking it below .local');
  const work = `${UNPACKED}.${process.pid}`;
  await mkdir(join(work, 'root'), { recursive: true });
  try {
    await download(work);
    for (const file of (await readdir(work)).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(work, file), join(work, 'root')]);
    }
    await rename(join(work, 'root'), UNPACKED);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return unpackedRedis();
}

export async function unpackedRedis(): Promise<Unpacked | undefined> {
  const file = join(UNPACKED, 'usr', 'bin', 'redis-server');
  if (!existsSync(file)) return undefined;
  const folders: string[] = [];
  for (const lib of [join(UNPACKED, 'usr', 'lib'), join(UNPACKED, 'lib')]) {
    const names = await readdir(lib).catch(() => []);
    folders.push(...names.filter((name) => name.includes('-linux-')).map((name) => join(lib, name)));
  }
  const env = { ...process.env, LD_LIBRARY_PATH: folders.join(':') };
  await run(file, ['--version'], { env });
  return { file, env };
}

async function download(work: string): Promise<void> {
  try {
    await run('apt-get', ['download', ...(await missingPackages([]))], { cwd: work });
  } catch {
    // No package lists on this machine, or old ones: fetch lists of our own, which needs no root.
    await mkdir(join(work, 'lists', 'partial'), { recursive: true });
    await mkdir(join(work, 'cache', 'archives', 'partial'), { recursive: true });
    const own = ['-o', `Dir::State::Lists=${work}/lists`, '-o', `Dir::Cache=${work}/cache`];
    await run('apt-get', [...own, 'update']);
    await run('apt-get', [...own, 'download', ...(await missingPackages(own))], { cwd: work });
  }
}

/** What installing it would add to this very machine: the package and the libraries that are not there. */
async function missingPackages(options: string[]): Promise<string[]> {
  const args = [...options, '--simulate', '--no-install-recommends', 'install', 'redis-server'];
  const { stdout } = await run('apt-get', args);
  return [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
}
