import { InMemoryDatabase } from '../doubles/in-memory-database.ts';
import { InMemoryUsers } from '../doubles/in-memory-users.ts';
import { usersRepositoryContract } from './users-repository.contract.ts';

describe('users in memory [W1.I2]', () => {
  usersRepositoryContract(async () => {
    const users = new InMemoryUsers();
    return { users, database: new InMemoryDatabase(users) };
  });
});
