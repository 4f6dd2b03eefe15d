import { UsersRepository } from '../../src/features/users/users.repository.js';
import { Database } from '../../src/platform/database/database.js';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { noUsers } from '../support/no-users.ts';
import { usersRepositoryContract } from './users-repository.contract.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

describe('users in PostgreSQL', () => {
  usersRepositoryContract(async () => {
    await noUsers(api.dataSource);
    const { app } = api;
    return { users: app.get(UsersRepository, { strict: false }), database: app.get(Database) };
  });
});
