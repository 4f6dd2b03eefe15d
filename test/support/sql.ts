import pg from 'pg';
import { workerEnvironment } from './worker-environment.ts';

/** Runs one statement on the database of this test, past the application, so that nothing of it is seen there. */
export async function sql<Row>(text: string, parameters: unknown[] = []): Promise<Row[]> {
  const { DATABASE_URL } = await workerEnvironment();
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(text, parameters)).rows as Row[];
  } finally {
    await client.end();
  }
}
