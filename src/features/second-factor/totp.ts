import { generateSecret, generateURI, verifySync } from 'otplib';
import { PRODUCT } from '../../shared/product.js';

// RFC 6238 with what every app assumes: SHA-1, six digits, steps of 30 s. A step to either side forgives a slow hand
// or a clock that is a little off (section 5.2).
const PERIOD_S = 30;
const TOTP = { algorithm: 'sha1', digits: 6, period: PERIOD_S, epochTolerance: PERIOD_S } as const;

/** 160 random bits, as RFC 4226 recommends, in base 32. */
export function newTotpSecret(): string {
  return generateSecret({ length: 20 });
}

/** What an authenticator app reads from a QR code. */
export function otpauthUri(secret: string, account: string): string {
  return generateURI({ issuer: PRODUCT, label: account, secret });
}

/** The time step that the code belongs to; undefined when it is wrong at this time. */
export function stepOfCode(secret: string, code: string, now = Date.now()): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const result = verifySync({ ...TOTP, secret, token: code, epoch: Math.floor(now / 1000) });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}
