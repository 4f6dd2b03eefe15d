import { loadProduct } from './product.ts';
import { withClient } from '../with-client.ts';

export const PASSWORD = 'correct horse battery staple';
const ACCOUNTS = 512;

/** Gives the first sample users a password: the same hash, because making them takes its time. */
export async function givePasswords(env: NodeJS.ProcessEnv): Promise<void> {
  const { parseConfig, PasswordHasher } = await loadProduct();
  const hash = await new PasswordHasher(parseConfig(env)).hash(PASSWORD);
  await withClient(env.DATABASE_URL ?? '', async (client) => {
    await client.query(
      'INSERT INTO passwords (user_id, hash) SELECT id, $2 FROM users ORDER BY id LIMIT $1',
      [ACCOUNTS, hash],
    );
    await client.query('VACUUM (ANALYZE) passwords');
  });
}

/** Credentials of a sample user; any two numbers below ACCOUNTS are two accounts. */
export function credentials(number: number): { email: string; password: string } {
  return { email: `user${1 + (number % ACCOUNTS)}@example.com`, password: PASSWORD };
}
