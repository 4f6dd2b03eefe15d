import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

const coordinate = z.string().regex(/^[\w-]{43}$/);

const signingKey = z.object({
  kid: z.string().min(1).max(64),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  d: coordinate,
});

/** A private key for ES256 as a JSON Web Key (RFC 7517). */
export type SigningKey = z.infer<typeof signingKey>;

/** A JSON array of private keys with distinct `kid`s. */
export const signingKeys = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(signingKey)
      .min(1)
      .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'two keys have one kid'),
  );

export function newSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  return signingKey.parse({ ...jwk, kid: randomBytes(9).toString('base64url') });
}
