import type { Client } from 'pg';
import { withClient } from '../with-client.ts';

/** Lets users go although the ledger hangs on them, which refuses to be emptied even when it is empty. */
export function letBeEmptied(url: string): Promise<void> {
  return withClient(url, async (client) => {
    const body = 'BEGIN RETURN NULL; END';
    await client.query(
      `CREATE OR REPLACE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS '${body}'`,
    );
  });
}

/** Nobody is left, and the imports and files of nobody. */
export async function emptyUsers(client: Client): Promise<void> {
  await client.query('TRUNCATE users RESTART IDENTITY CASCADE');
}
