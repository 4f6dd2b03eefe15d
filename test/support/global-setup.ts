import { join } from 'node:path';
import pg from 'pg';
import { findBrowser } from '../../local/browser/find.ts';
import { startStack, sweepStacks } from '../../local/stack.ts';
import { migrate } from './migrate.ts';
import { STACKS_DIR, TEMPLATE, withDatabase } from './test-stack.ts';

/** Starts a throw-away stack for this run, prepares the database that the workers copy, and sees to a browser. */
export default async function setUp(): Promise<void> {
  await Promise.all([prepareStack(), prepareBrowser()]);
}

async function prepareStack(): Promise<void> {
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

// Installing one takes longer than a test may. Where there is none, only the tests that need it fail, and say why.
async function prepareBrowser(): Promise<void> {
  try {
    process.env.GROUNDWORK_TEST_BROWSER = await findBrowser((line) => console.log(line));
  } catch (error) {
    process.env.GROUNDWORK_TEST_NO_BROWSER = error instanceof Error ? error.message : String(error);
  }
}
