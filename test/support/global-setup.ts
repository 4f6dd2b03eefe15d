import { join } from 'node:path';
import pg from 'pg';
import { startStack, sweepStacks } from '../../local/stack.ts';
import { migrate } from './migrate.ts';
import { STACKS_DIR, TEMPLATE, withDatabase } from './test-stack.ts';

/** Starts a throw-away stack for this run and prepares the database that the workers copy. */
export default async function setUp(): Promise<void> {
  await sweepStacks(STACKS_DIR);
  const stack = await startStack({ dir: join(STACKS_DIR, `test-${process.pid}`), owner: process.pid });
  process.env.GROUNDWORK_TEST_STACK = join(STACKS_DIR, `test-${process.pid}`);
  process.env.GROUNDWORK_TEST_ENVIRONMENT = JSON.stringify(stack.env);
  const url = stack.env.DATABASE_URL ?? '';
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  await migrate(withDatabase(url, TEMPLATE));
}
