import { importJWK, type JWK, SignJWT } from 'jose';

/** Signs access tokens as the API does at sign-in, for users who never signed in. */
export async function accessTokens(
  env: NodeJS.ProcessEnv,
): Promise<(userId: number, role?: 'user' | 'admin') => Promise<string>> {
  const [jwk] = JSON.parse(env.JWT_SIGNING_KEYS ?? '[]') as [JWK?];
  if (!jwk) throw new Error('JWT_SIGNING_KEYS is not set');
  const key = await importJWK(jwk, 'ES256');
  return (userId, role = 'user') =>
    new SignJWT({ role, sid: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid })
      .setSubject(String(userId))
      .setIssuer('groundwork')
      .setAudience('groundwork-api')
      .setExpirationTime('1 day')
      .sign(key);
}
