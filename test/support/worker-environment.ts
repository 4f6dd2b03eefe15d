import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { createClient } from 'redis';
import { eventually } from './eventually.ts';
import { GENEROUS_LIMITS } from './generous-limits.ts';
import { TEST_SECRETS } from './secrets.ts';
import { stackDir, stackEnvironment, TEMPLATE, withDatabase } from './test-stack.ts';

const worker = process.env.JEST_WORKER_ID ?? '1';
const database = `groundwork_test_${worker}`;
let ready: Promise<Record<string, string>> | undefined;

/**
 * Environment for the application in this test worker: a database of its own on the shared servers, made new for each
 * test file, and its own numbered database in each Redis, emptied.
 */
export function workerEnvironment(): Promise<Record<string, string>> {
  ready ??= prepare();
  return ready;
}

async function prepare(): Promise<Record<string, string>> {
  const stack = stackEnvironment();
  await recreateDatabase(stack.DATABASE_URL ?? '');
  const queueUrl = withDatabase(stack.REDIS_QUEUE_URL ?? '', worker);
  const cacheUrl = withDatabase(stack.REDIS_CACHE_URL ?? '', worker);
  await Promise.all([queueUrl, cacheUrl].map(empty));
  const replicaUrls = (stack.DATABASE_REPLICA_URLS ?? '')
    .split(',')
    .map((url) => withDatabase(url, database));
  // Until a replica has the new database it is out of rotation, and tests would see who serves change.
  await Promise.all(replicaUrls.map((url) => eventually(() => connects(url))));
  return {
    ...stack,
    ...TEST_SECRETS,
    ...GENEROUS_LIMITS,
    NODE_ENV: 'test',
    PORT: '0',
    // What is about the log turns it on; else a statement in a hundred would be there by chance.
    QUERY_LOG_SAMPLE: '0',
    // What is about the metrics of queues turns them on; else a statement would run now and then.
    QUEUE_SAMPLE_MS: '0',
    LOG_LEVEL: 'info',
    DATABASE_URL: withDatabase(stack.DATABASE_URL ?? '', database),
    DATABASE_REPLICA_URLS: replicaUrls.join(','),
    STORAGE_DIR: join(stackDir(), 'storage', randomUUID()),
    REDIS_QUEUE_URL: queueUrl,
    REDIS_CACHE_URL: cacheUrl,
  };
}

async function recreateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await client.connect();
  // Two workers that copy the template at the same moment disturb each other.
  await client.query('SELECT pg_advisory_lock(1)');
  await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${database} TEMPLATE ${TEMPLATE} STRATEGY file_copy`);
  await client.end();
}

async function empty(redisUrl: string): Promise<void> {
  const client = await createClient({ url: redisUrl }).connect();
  await client.flushDb();
  client.destroy();
}

async function connects(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
