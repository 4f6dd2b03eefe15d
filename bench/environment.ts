import { randomUUID } from 'node:crypto';
import type { Stack } from '../local/stack.ts';
import { importProduct } from './product.ts';

// Requests are counted all the same.
const NO_LIMIT = '999999999/1h';
const PLANS = [
  'ANONYMOUS',
  'USER',
  'ADMIN',
  'API_KEY',
  'LOGIN',
  'REGISTER',
  'REFRESH',
  'MAIL',
  'MAIL_TARGET',
  'UPLOAD',
];

/** As in production. Reads from replicas would be no comparison with a server that has the primary only. */
export async function benchEnvironment(stack: Stack): Promise<NodeJS.ProcessEnv> {
  const { newSecrets } = await importProduct<{ newSecrets: () => NodeJS.ProcessEnv }>('config/secrets.js');
  return {
    ...process.env,
    ...stack.env,
    ...newSecrets(),
    ...Object.fromEntries(PLANS.map((plan) => [`RATE_LIMIT_${plan}`, NO_LIMIT])),
    DATABASE_REPLICA_URLS: '',
    DATABASE_POOL_MAX: '20',
    NODE_ENV: 'production',
    CONSISTENCY_TOKEN_SECRET: randomUUID(),
    PUBLIC_URL: 'http://127.0.0.1:3000',
    LOG_LEVEL: 'info',
    // All but one measure what the database answers.
    CACHE_ENABLED: 'false',
    HOST: '127.0.0.1',
  };
}
