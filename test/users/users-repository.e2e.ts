import { UsersRepository } from '../../src/features/users/users.repository.js';
import { Database } from '../../src/platform/database/database.js';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { usersRepositoryContract } from './users-repository.contract.ts';

// The trigger that keeps the last admin would keep that one. TRUNCATE would reach for the ledger, which lets nobody.
const EMPTY = `
  BEGIN;
  ALTER TABLE users DISABLE TRIGGER USER;
  DELETE FROM users;
  ALTER TABLE users ENABLE TRIGGER USER;
  COMMIT`;

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

describe('users in PostgreSQL', () => {
  usersRepositoryContract(async () => {
    await api.dataSource.query(EMPTY);
    const { app } = api;
    return { users: app.get(UsersRepository, { strict: false }), database: app.get(Database) };
  });
});
