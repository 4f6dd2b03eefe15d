import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process (or caller in this one) works on the folder. The lock is SQLite's lock on an
 * empty file: the kernel drops it when the owner dies, however it dies, so there is no stale lock to detect.
 */
export async function withLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const lock = await acquire(dir);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function acquire(dir: string): Promise<DatabaseSync> {
  for (;;) {
    const lock = tryAcquire(dir);
    if (lock) return lock;
    await sleep(20);
  }
}

function tryAcquire(dir: string): DatabaseSync | undefined {
  const file = join(dir, 'lock');
  mkdirSync(dir, { recursive: true });
  // Opening with 'wx' only: closing any other descriptor of the file would drop the lock this process may hold.
  try {
    writeFileSync(file, '', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return undefined;
  }
  const before = inode(file);
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    // The folder may have been deleted, and made anew, while we waited: then this lock guards nothing.
    if (before !== undefined && before === inode(file)) return lock;
  } catch (error) {
    if (!String(error).includes('database is locked')) throw error;
  }
  lock.close();
  return undefined;
}

function inode(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
