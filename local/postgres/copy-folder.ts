import { chown, copyFile, mkdir, readdir } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';

import type { OsUser } from './os-user.ts';

/** The files of the source server alone (as pg_basebackup leaves them out), and its position in replication. */
const SKIPPED_FILES =
  /^(postmaster\.(pid|opts)|pg_control|postgresql\.auto\.conf|(standby|recovery)\.signal|backup_label.*)$/;
const EMPTIED_FOLDERS = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);

/** Copies the data folder of a running server that is in backup mode; the control file last. */
export async function copyDataFolder(
  source: string,
  target: string,
  user: OsUser | undefined,
): Promise<void> {
  await copyFolder(source, target, user);
  const control = join('global', 'pg_control');
  await copyOne(join(source, control), join(target, control), user);
}

async function copyFolder(source: string, target: string, user: OsUser | undefined): Promise<void> {
  await mkdir(target, { mode: 0o700 });
  if (user) await chown(target, user.uid, user.gid);
  const entries = await readdir(source, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const from = join(source, entry.name);
      const to = join(target, entry.name);
      if (entry.isDirectory() && !EMPTIED_FOLDERS.has(entry.name)) await copyFolder(from, to, user);
      else if (entry.isDirectory()) await emptyFolder(to, user);
      else if (!isSkipped(entry.name)) await copyOne(from, to, user);
    }),
  );
}

function isSkipped(name: string): boolean {
  return SKIPPED_FILES.test(name) || name.startsWith('pgsql_tmp') || name.startsWith('pg_internal.init');
}

async function emptyFolder(target: string, user: OsUser | undefined): Promise<void> {
  await mkdir(target, { mode: 0o700 });
  if (user) await chown(target, user.uid, user.gid);
}

async function copyOne(from: string, to: string, user: OsUser | undefined): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    if (user) await chown(to, user.uid, user.gid);
  } catch (error) {
    // A table dropped while we copy: the write-ahead log that the copy replays drops it as well.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
