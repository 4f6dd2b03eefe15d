import { createHash, createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'gwr_';

/** A new refresh token: opaque to clients, 256 random bits. */
export function newRefreshToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** What is kept of a token. It is random enough that nothing slower than SHA-256 is needed. */
export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function newSuccessorSalt(): Buffer {
  return randomBytes(32);
}

/**
 * The token that follows this one. It comes from the token and a salt, so that whoever holds the token can be given
 * the same successor again, while the database, which keeps the salt and hashes only, cannot tell it.
 */
export function successorOf(token: string, salt: Buffer): string {
  return PREFIX + createHmac('sha256', salt).update(token).digest('base64url');
}
