import pg from 'pg';
import { accessTokenOf } from '../support/access-token.ts';

/** By user. */
export type SignedIn = ReadonlyMap<number, { authorization: string }>;

/** Signs users in. The database knows their sessions, and is asked about them while Redis is slow to answer. */
export async function openSessions(databaseUrl: string, userIds: readonly number[]): Promise<SignedIn> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; userId: string }>(
      `INSERT INTO sessions (id, user_id, kind, remembered, expires_at)
       SELECT gen_random_uuid(), user_id, 'token', false, now() + interval '1 day'
       FROM unnest($1::bigint[]) AS user_id RETURNING id, user_id AS "userId"`,
      [userIds],
    );
    return new Map(rows.map(({ id: sid, userId }) => [Number(userId), headersOf(Number(userId), sid)]));
  } finally {
    await client.end();
  }
}

function headersOf(id: number, sid: string): { authorization: string } {
  return { authorization: `Bearer ${accessTokenOf({ id }, { sid })}` };
}
