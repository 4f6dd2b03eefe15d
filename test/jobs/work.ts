import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { JobRun } from '../../src/platform/jobs/job-handler.js';
import type { Work } from './definitions.ts';
import type { WorkRecord } from './record.ts';

interface Place {
  dataSource: DataSource;
  record: WorkRecord;
  /** What the handler throws where trying again is no use. */
  refuse: () => Error;
}

/** Does what the payload says; the record has its beginning, its end and its effect. */
export async function work(name: string, payload: Work, run: JobRun, place: Place): Promise<void> {
  const { record } = place;
  const noted = await record.begin(run.id, name, run.attempt);
  try {
    await act(payload, run, place);
    await record.takeEffect(run.id);
    await record.end(noted, 'done');
  } catch (error) {
    const { stopCause } = (run.signal.reason ?? {}) as { stopCause?: string };
    await record.end(noted, stopCause ?? (error as Error).message);
    throw error;
  }
}

async function act({ does, ms = 0, key }: Work, { signal }: JobRun, place: Place): Promise<void> {
  if (does === 'sleep') await sleep(ms, undefined, { signal });
  // One that does not listen to its signal.
  if (does === 'linger') await sleep(ms);
  if (does === 'hold') await until(() => place.record.isReleased(key), signal);
  if (does === 'statement') await place.dataSource.query('SELECT pg_sleep($1)', [ms / 1000]);
  if (does === 'read') await read(place.dataSource, key);
  if (does === 'fail') throw new Error('it does not work');
  if (does === 'refuse') throw place.refuse();
  if (does === 'crash') process.kill(process.pid, 'SIGKILL');
  if (does === 'abort') process.abort();
  if (does === 'crash') await sleep(60_000);
}

async function until(ask: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await ask())) await sleep(25, undefined, { signal });
}

/** As features read: from whichever node the routing chooses. */
async function read(dataSource: DataSource, email: string | undefined): Promise<void> {
  const found = await dataSource
    .createQueryBuilder()
    .select('1')
    .from('users', 'users')
    .where('users.email = :email', { email })
    .getRawOne<object>();
  if (!found) throw new Error('it does not see what it was enqueued with');
}
