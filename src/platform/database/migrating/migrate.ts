import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { sqlState } from '../sql-error.js';
import { watchLocks } from './lock-watch.js';

const ATTEMPTS = 5;
// lock_not_available and deadlock_detected: the transaction is gone, and nothing stands against another try.
const RETRIED = new Set(['55P03', '40P01']);
// Any fixed number that no other user of advisory locks in this database takes: "groundwo" in ASCII.
const MIGRATION_LOCK = '7453010373643233135';
const ASK_AGAIN_MS = 200;

const logger = new Logger('Migrations');

/**
 * Runs `work` on one connection, alone in the database: whoever comes meanwhile waits. A statement of it that waits
 * longer than `lockTimeoutMs` for a lock gives up, so that nobody queues behind it for longer; then all of `work` runs
 * again, up to five times. `work` must therefore go on where it stopped, as pending migrations do.
 *
 * @param next names the migration at hand, for messages
 */
export async function migrateAlone<T>(
  dataSource: DataSource,
  lockTimeoutMs: number,
  work: (runner: QueryRunner) => Promise<T>,
  next: (runner: QueryRunner) => Promise<string>,
): Promise<T> {
  const runner = dataSource.createQueryRunner('master');
  try {
    await becomeAlone(runner);
    // An index takes as long as it takes, whatever the role or the server says of statements.
    await set(runner, { lock_timeout: lockTimeoutMs, statement_timeout: 0, transaction_timeout: 0 });
    return await withRetries(dataSource, runner, { lockTimeoutMs, work, next });
  } finally {
    await runner
      .query(`RESET ALL; SELECT pg_advisory_unlock(${MIGRATION_LOCK})`)
      // The lock ends with its connection.
      .catch(() => undefined)
      .finally(() => runner.release());
  }
}

// Asked again and again instead of waited for: who waits in a statement holds a snapshot, for whose end a CREATE INDEX
// CONCURRENTLY of the one who migrates would wait in turn, for ever.
async function becomeAlone(runner: QueryRunner): Promise<void> {
  for (let told = false; ; told = true) {
    const [row] = (await runner.query(`SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS alone`)) as {
      alone: boolean;
    }[];
    if (row?.alone) return;
    if (!told) logger.log({ msg: 'another process is migrating; waiting for it' });
    await sleep(ASK_AGAIN_MS);
  }
}

async function set(runner: QueryRunner, settings: Record<string, number>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    // A server too old for a setting does without.
    await runner.query(`SELECT set_config(name, $2, false) FROM pg_settings WHERE name = $1`, [
      name,
      String(value),
    ]);
  }
}

interface Attempts<T> {
  lockTimeoutMs: number;
  work: (runner: QueryRunner) => Promise<T>;
  next: (runner: QueryRunner) => Promise<string>;
}

async function withRetries<T>(
  dataSource: DataSource,
  runner: QueryRunner,
  { lockTimeoutMs, work, next }: Attempts<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const watch = await watchLocks(dataSource, runner, lockTimeoutMs / 5);
    try {
      return await work(runner);
    } catch (error) {
      if (!RETRIED.has(sqlState(error) ?? '')) throw error;
      const migration = await next(runner);
      const heldBy = watch.blockers();
      if (attempt === ATTEMPTS) throw gaveUp(migration, lockTimeoutMs, heldBy, error);
      logger.warn({ msg: 'migration tried again: a lock was not free', migration, attempt, heldBy });
    } finally {
      await watch.stop();
    }
    // For as long as others have waited behind it, they are let through.
    await sleep(lockTimeoutMs * (0.5 + Math.random()));
  }
}

function gaveUp(migration: string, lockTimeoutMs: number, heldBy: string[], cause: unknown): Error {
  const holders = heldBy.length > 0 ? heldBy.map((holder) => `  - ${holder}`) : ['  - nobody any more'];
  return new Error(
    [
      `${migration} gave up: ${ATTEMPTS} times it waited ${lockTimeoutMs} ms for a lock that was held by`,
      ...holders,
      'Nothing is left half-done. Run it again when the lock is free, or end who holds it:',
      '  SELECT pg_terminate_backend(<pid>)',
    ].join('\n'),
    { cause },
  );
}
