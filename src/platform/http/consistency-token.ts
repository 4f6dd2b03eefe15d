import { createHmac, timingSafeEqual } from 'node:crypto';
import { formatPosition, parsePosition, type WalPosition } from '../../shared/wal-position.js';

/**
 * Writes and reads the tokens by which a client says what it must see: a position of the log, an expiry (seconds since
 * 1970) and an HMAC-SHA-256 over both and over the identity of the database. Any process with the same secret accepts
 * them.
 */
export class ConsistencyTokens {
  constructor(
    private readonly secret: string,
    private readonly ttlMs: number,
  ) {}

  issue(position: WalPosition, systemId: string, now = Date.now()): string {
    const claim = `${formatPosition(position)}:${Math.ceil((now + this.ttlMs) / 1000).toString(36)}`;
    return `${claim}.${this.#sign(claim, systemId)}`;
  }

  /** Undefined for a token that is forged, malformed, expired, or of another database: it is as if there were none. */
  read(token: string, systemId: string, now = Date.now()): WalPosition | undefined {
    const [claim, signature, ...rest] = token.split('.');
    if (claim === undefined || signature === undefined || rest.length > 0 || token.length > 200)
      return undefined;
    if (!equal(signature, this.#sign(claim, systemId))) return undefined;
    const [timeline, lsn, expiry] = claim.split(':');
    if (Number.parseInt(expiry ?? '', 36) * 1000 < now) return undefined;
    return parsePosition(`${timeline}:${lsn}`);
  }

  #sign(claim: string, systemId: string): string {
    return createHmac('sha256', this.secret).update(`${systemId}:${claim}`).digest('base64url').slice(0, 22);
  }
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
