import { join } from 'node:path';

export const STACKS_DIR = join(process.cwd(), '.local');

/** The database that every worker's own is copied from: migrated and empty. */
export const TEMPLATE = 'groundwork_template';

/** Environment of the throw-away stack of this test run, as the application reads it. */
export function stackEnvironment(): Record<string, string> {
  const text = process.env.GROUNDWORK_TEST_ENVIRONMENT;
  if (text === undefined) throw new Error('the test stack is not up');
  return JSON.parse(text) as Record<string, string>;
}

/** Folder of the stack, for tests that hurt it: `openStack(stackDir())`. */
export function stackDir(): string {
  return process.env.GROUNDWORK_TEST_STACK ?? '';
}

export function withDatabase(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).toString();
}
