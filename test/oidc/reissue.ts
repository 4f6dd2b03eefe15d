import { decodeJwt, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

/** An ID token with other claims, signed by the provider's key, or with a key that is not the provider's. */
export async function reissue(
  token: string,
  key: JWK,
  tamper: { claims?: (claims: JWTPayload) => JWTPayload; foreignKey?: boolean },
): Promise<string> {
  const claims = decodeJwt(token);
  const signer = tamper.foreignKey
    ? (await generateKeyPair('RS256')).privateKey
    : await importJWK(key, 'RS256');
  return new SignJWT(tamper.claims?.(claims) ?? claims)
    .setProtectedHeader({ alg: 'RS256', kid: key.kid })
    .sign(signer);
}
