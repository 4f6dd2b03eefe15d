import type { JsonWebKey } from 'node:crypto';
import { importProduct } from '../product.ts';

/** Parts of the compiled product, as far as they are used here. */
export interface Product {
  parseConfig: (env: NodeJS.ProcessEnv) => Config;
  PasswordHasher: new (config: Config) => PasswordHasher;
  SigningKeys: new (config: Config) => object;
  JwtStrategy: new (sessions: object, cookies: object, keys: object, config: Config) => JwtStrategy;
}

export interface Config {
  accessTokens: { keys: JsonWebKey[] };
  passwords: { hashMemoryKib: number; hashIterations: number; hashParallelism: number; hashQueueMax: number };
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
}

/** What Passport gives a strategy, and calls. */
export interface JwtStrategy {
  success: (principal: object) => void;
  fail: (challenge: unknown) => void;
  error: (error: Error) => void;
  authenticate(request: { headers: Record<string, string> }): void;
}

export function loadProduct(): Promise<Product> {
  return importProduct<Product>(
    'config/config.js',
    'features/access-tokens/signing-keys.service.js',
    'features/auth/jwt.strategy.js',
    'features/passwords/password-hasher.js',
  );
}
