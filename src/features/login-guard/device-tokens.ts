import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Tokens by which a device shows that an account was signed in on it before (OWASP "device cookies"): its id, an expiry
 * (seconds since 1970) and an HMAC-SHA-256 over both and over the account. They allow nothing but to try a password.
 */
export class DeviceTokens {
  constructor(
    private readonly secret: string,
    private readonly ttlMs: number,
  ) {}

  /** @param device the id of a device that is known already, to lengthen its token's life */
  issue(account: string, device = randomBytes(12).toString('base64url'), now = Date.now()): string {
    const claim = `${device}.${Math.ceil((now + this.ttlMs) / 1000).toString(36)}`;
    return `${claim}.${this.#sign(claim, account)}`;
  }

  /** The device's id; undefined when the token is forged, expired, or of another account. */
  read(token: string, account: string, now = Date.now()): string | undefined {
    const [device = '', expiry = '', signature = '', ...rest] = token.split('.');
    if (rest.length > 0 || token.length > 200) return undefined;
    if (!equal(signature, this.#sign(`${device}.${expiry}`, account))) return undefined;
    return Number.parseInt(expiry, 36) * 1000 > now ? device : undefined;
  }

  #sign(claim: string, account: string): string {
    return createHmac('sha256', this.secret).update(`device:${claim}:${account}`).digest('base64url');
  }
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
