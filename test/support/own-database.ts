import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { TEST_SECRETS } from './secrets.ts';
import { stackEnvironment, TEMPLATE, withDatabase } from './test-stack.ts';

export interface OwnDatabase {
  /** Environment of an application that uses it. */
  env: Record<string, string>;
  url: string;
  drop: () => Promise<void>;
}

/** An empty database for a test that changes the schema, or a migrated one without rows. */
export async function ownDatabase({ migrated = false } = {}): Promise<OwnDatabase> {
  const name = `groundwork_own_${randomUUID().replaceAll('-', '')}`;
  const stack = stackEnvironment();
  const admin = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: withDatabase(stack.DATABASE_URL ?? '', 'postgres') });
    await client.connect();
    try {
      for (const sql of statements) await client.query(sql);
    } finally {
      await client.end();
    }
  };
  // Two that copy the template at the same moment disturb each other.
  if (migrated) await admin('SELECT pg_advisory_lock(1)', `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  else await admin(`CREATE DATABASE ${name}`);
  const url = withDatabase(stack.DATABASE_URL ?? '', name);
  return {
    env: { ...stack, ...TEST_SECRETS, DATABASE_URL: url, DATABASE_REPLICA_URLS: '' },
    url,
    drop: () => admin(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}
