import { AccountTokensService } from '../../src/features/account-tokens/account-tokens.service.js';
import type { TestApi } from '../support/api.ts';
import { aUser } from './a-user.ts';

/** A user without a password, as imports make them. */
export async function importUser({ dataSource }: TestApi): Promise<{ id: number; email: string }> {
  const { name, email } = aUser();
  const sql = 'INSERT INTO users (name, email) VALUES ($1, $2) RETURNING id, email';
  const [user] = await dataSource.query<{ id: number; email: string }[]>(sql, [name, email]);
  if (!user) throw new Error('no user was added');
  return user;
}

/** The token of an invitation that somebody has been sent. */
export async function invitationToken(api: TestApi): Promise<string> {
  const tokens = api.app.get(AccountTokensService, { strict: false });
  return (await tokens.issue(await importUser(api), 'invitation', 1)) ?? '';
}
