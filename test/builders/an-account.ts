import supertest from 'supertest';
import type { Role } from '../../src/shared/permissions.js';
import type { TestApi } from '../support/api.ts';
import { aUser, type UserBody } from './a-user.ts';

export const PASSWORD = 'correct horse battery staple';

export interface Account extends UserBody {
  id: number;
  password: string;
  accessToken: string;
  refreshToken: string;
  /** A program of the account's own, with cookies of its own and the access token above. */
  http: supertest.Agent;
}

/**
 * As `openAccount`, with a role. Unlike `ADMIN`, this account and its session are known to the database, which is asked
 * while cache Redis is away.
 */
export async function openAccountWith(api: TestApi, role: Role): Promise<Account> {
  const account = await openAccount(api);
  await api.dataSource.query('UPDATE users SET role = $2 WHERE id = $1', [account.id, role]);
  const { email, password } = account;
  const client = supertest.agent(api.url);
  const { body } = await client.post('/api/v1/auth/login').send({ email, password }).expect(200);
  const { accessToken, refreshToken } = body as { accessToken: string; refreshToken: string };
  const http = client.set('authorization', `Bearer ${accessToken}`) as unknown as supertest.Agent;
  return { ...account, accessToken, refreshToken, http };
}

/** Opens an account through the API. */
export async function openAccount(
  api: TestApi,
  fields: Partial<UserBody & { password: string; remember: boolean }> = {},
): Promise<Account> {
  const account = { ...aUser(), password: PASSWORD, ...fields };
  const client = supertest.agent(api.url);
  const { body } = await client.post('/api/v1/auth/register').send(account).expect(201);
  const { accessToken, refreshToken, user } = body as {
    accessToken: string;
    refreshToken: string;
    user: { id: number };
  };
  const http = client.set('authorization', `Bearer ${accessToken}`) as unknown as supertest.Agent;
  return { ...account, id: user.id, accessToken, refreshToken, http };
}
