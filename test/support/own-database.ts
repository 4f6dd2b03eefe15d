import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { TEST_SECRETS } from './secrets.ts';
import { stackEnvironment, withDatabase } from './test-stack.ts';

export interface OwnDatabase {
  /** Environment of an application that uses it. */
  env: Record<string, string>;
  url: string;
  drop: () => Promise<void>;
}

/** An empty database for a test that changes the schema. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const name = `groundwork_own_${randomUUID().replaceAll('-', '')}`;
  const stack = stackEnvironment();
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: withDatabase(stack.DATABASE_URL ?? '', 'postgres') });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await admin(`CREATE DATABASE ${name}`);
  const url = withDatabase(stack.DATABASE_URL ?? '', name);
  return {
    env: { ...stack, ...TEST_SECRETS, DATABASE_URL: url, DATABASE_REPLICA_URLS: '' },
    url,
    drop: () => admin(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}
