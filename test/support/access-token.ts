import { createPrivateKey, randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import type { SigningKey } from '../../src/config/signing-keys.js';
import type { Role } from '../../src/shared/permissions.js';
import { TEST_SECRETS } from './secrets.ts';

export interface Someone {
  id: number;
  role?: Role;
}

/** An administrator whom the database does not know, for tests in which somebody just has to be allowed to. */
export const ADMIN: Someone = { id: 900_000_000_000, role: 'admin' };

const [key] = JSON.parse(TEST_SECRETS.JWT_SIGNING_KEYS ?? '') as [SigningKey];
const jwt = new JwtService();

/** An access token as the API issues them after sign-in; its session has never ended. */
export function accessTokenOf({ id, role = 'user' }: Someone, claims: object = {}): string {
  const signed = { sub: String(id), role, sid: randomUUID(), iss: 'groundwork', aud: 'groundwork-api' };
  return jwt.sign(
    { ...signed, exp: Math.floor(Date.now() / 1000) + 600, ...claims },
    {
      ...{ algorithm: 'ES256', keyid: key.kid },
      privateKey: createPrivateKey({ key: { ...key }, format: 'jwk' }),
    },
  );
}

export function bearer(someone: Someone): { authorization: string } {
  return { authorization: `Bearer ${accessTokenOf(someone)}` };
}
