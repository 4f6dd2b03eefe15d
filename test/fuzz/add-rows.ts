import pg from 'pg';
import { SIGNED_IN } from './callers.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

/** How many users and posts there are to begin with; their ids count from 1. */
const ROWS = 75;

/** Ids that generated requests look at and change, and those that they delete, so that not all is gone at once. */
export const KEPT = { min: 1, max: 45 };
export const SPARE = { min: KEPT.max + 1, max: ROWS };

/** Fills an empty database with what the requests are about. */
export async function addRows(): Promise<void> {
  const { DATABASE_URL } = await workerEnvironment();
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query(
    `INSERT INTO users (name, email) SELECT 'User ' || n, 'user' || n || '@example.com' FROM generate_series(1, ${ROWS}) n`,
  );
  await client.query(
    `INSERT INTO posts (author_id, title, body) SELECT 1 + n % ${KEPT.max}, 'Post ' || n, 'Body' FROM generate_series(1, ${ROWS}) n`,
  );
  const accounts = Object.values(SIGNED_IN).map(({ id, role }) => [id, role]);
  for (const account of accounts)
    await client.query(
      `INSERT INTO users (id, name, email, role) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $2 || '@example.com', $2)`,
      account,
    );
  await client.query(`ALTER TABLE users ALTER COLUMN id RESTART WITH 1000`);
  await client.end();
}
