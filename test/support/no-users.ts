import type { DataSource } from 'typeorm';

// The trigger that keeps the last admin would keep that one, and TRUNCATE would reach for the ledger, which lets nobody.
const EMPTY = `
  BEGIN;
  ALTER TABLE users DISABLE TRIGGER USER;
  DELETE FROM users;
  ALTER TABLE users ENABLE TRIGGER USER;
  COMMIT`;

/** Deletes all users and what goes with them. */
export async function noUsers(dataSource: DataSource): Promise<void> {
  await dataSource.query(EMPTY);
}
