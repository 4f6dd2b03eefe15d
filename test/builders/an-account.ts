import supertest from 'supertest';
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
