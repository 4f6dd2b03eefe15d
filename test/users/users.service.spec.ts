import { Test } from '@nestjs/testing';
import { AuditLog } from '../../src/platform/audit/audit-log.js';
import { SessionsService } from '../../src/features/sessions/sessions.service.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { UsersService } from '../../src/features/users/users.service.js';
import { Database } from '../../src/platform/database/database.js';
import type { Transaction } from '../../src/platform/database/transaction.js';
import { Events } from '../../src/platform/events/events.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { InMemoryDatabase } from '../doubles/in-memory-database.ts';
import { InMemoryUsers } from '../doubles/in-memory-users.ts';

const ADA = { name: 'Ada', email: 'ada@example.com' };

let service: UsersService;
let database: InMemoryDatabase;
let welcomed: number[];

beforeEach(async () => {
  const users = new InMemoryUsers();
  database = new InMemoryDatabase(users);
  welcomed = [];
  const enqueue = (tx: Transaction, _job: unknown, { userId }: { userId: number }) =>
    tx.afterCommit(async () => void welcomed.push(userId));
  const module = await Test.createTestingModule({
    providers: [
      Events,
      UsersService,
      { provide: UsersRepository, useValue: users },
      { provide: Database, useValue: database },
      { provide: JobQueues, useValue: { enqueue } },
      { provide: AuditLog, useValue: { record: async () => {} } },
      { provide: SessionsService, useValue: { endAll: async () => {} } },
    ],
  }).compile();
  service = module.get(UsersService);
});

const update = (...given: [number, { name: string }, number[]?]) =>
  database.transaction('test', (tx) => service.update(tx, ...given));

const create = (fields = ADA) => database.transaction('test', (tx) => service.create(tx, fields));

describe('the service of users, on a repository in memory', () => {
  it('creates, gets, changes and deletes a user [W1.I2]', async () => {
    const { id } = await create();
    expect(await service.get(id)).toMatchObject(ADA);
    expect(await update(id, { name: 'Countess' }, [1])).toMatchObject({
      name: 'Countess',
      version: 2,
    });
    await service.delete(id, [2]);
    await expect(service.get(id)).rejects.toMatchObject({ code: 'not_found', reason: 'user_not_found' });
  });

  it('welcomes a user once the change is committed, and nobody who was not created', async () => {
    const { id } = await create();
    expect(welcomed).toEqual([id]);
    await expect(create()).rejects.toMatchObject({ reason: 'email_taken' });
    const rolledBack = database.transaction('test', async (tx) => {
      await service.create(tx, { name: 'Eve', email: 'eve@example.com' });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    expect(welcomed).toEqual([id]);
  });

  it('tells a stale version from a missing user', async () => {
    const { id } = await create();
    const stale = { code: 'stale', reason: 'version_mismatch' };
    const missing = { code: 'not_found', reason: 'user_not_found' };
    await expect(update(id, { name: 'X' }, [9])).rejects.toMatchObject(stale);
    await expect(service.delete(id, [9])).rejects.toMatchObject(stale);
    await expect(update(id + 1, { name: 'X' }, [1])).rejects.toMatchObject(missing);
    await expect(service.delete(id + 1)).rejects.toMatchObject(missing);
  });
});
