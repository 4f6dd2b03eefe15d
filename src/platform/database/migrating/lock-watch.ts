import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { shapeOf } from '../statement-shape.js';

interface Blocker {
  pid: number;
  application: string | null;
  user: string | null;
  state: string | null;
  openSeconds: number | null;
  statementSeconds: number | null;
  statement: string | null;
}

interface LockWatch {
  /** Who stood in the way when it was asked last; empty when nobody has. */
  blockers: () => string[];
  stop: () => Promise<void>;
}

const SHORTEST_PAUSE_MS = 50;
const LONGEST_STATEMENT = 200;

// Process 0 is a prepared transaction, which has none.
const BLOCKERS_SQL = `
  SELECT blocking.pid, application_name AS application, usename AS "user", state,
         extract(epoch FROM clock_timestamp() - xact_start)::int AS "openSeconds",
         extract(epoch FROM clock_timestamp() - query_start)::int AS "statementSeconds", query AS statement
  FROM unnest(pg_blocking_pids($1)) AS blocking(pid) LEFT JOIN pg_stat_activity USING (pid) ORDER BY xact_start`;

const logger = new Logger('Migrations');

/**
 * Asks every `pauseMs`, over another connection, who holds the lock that `runner` waits for: once it has given up
 * waiting, nobody can say. Each one is logged when it is first seen.
 */
export async function watchLocks(
  dataSource: DataSource,
  runner: QueryRunner,
  pauseMs: number,
): Promise<LockWatch> {
  const [{ pid }] = (await runner.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
  const stopping = new AbortController();
  const logged = new Set<number>();
  let latest: Blocker[] = [];
  const ask = async () => {
    const now = await dataSource.query<Blocker[]>(BLOCKERS_SQL, [pid]);
    if (now.length > 0) latest = now;
    for (const blocker of now.filter((one) => !logged.has(one.pid))) {
      logged.add(blocker.pid);
      logger.warn({ msg: 'migration waits for a lock', heldBy: describe(blocker) });
    }
  };
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      // What cannot be asked is not known; the migration itself goes on.
      await ask().catch(() => undefined);
      await sleep(Math.max(pauseMs, SHORTEST_PAUSE_MS), undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
  })();
  return {
    blockers: () => latest.map(describe),
    stop: () => {
      stopping.abort();
      return loop;
    },
  };
}

/** Without the values in its statement, which are none of the log's business. */
function describe({ pid, application, user, state, ...blocker }: Blocker): string {
  if (pid === 0) return 'a prepared transaction (SELECT * FROM pg_prepared_xacts)';
  const { openSeconds, statementSeconds, statement } = blocker;
  const who = [application || 'unnamed', `user ${user ?? 'unknown'}`, state ?? 'state unknown'];
  const age = `transaction ${openSeconds ?? '?'} s old, statement ${statementSeconds ?? '?'} s`;
  return `pid ${pid} (${who.join(', ')}; ${age}): ${shapeOf(statement ?? '').slice(0, LONGEST_STATEMENT)}`;
}
