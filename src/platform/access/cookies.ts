import type { CookieSerializeOptions } from '@fastify/cookie';
import type { Config } from '../../config/config.js';

type Environment = Pick<Config, 'environment'>;

/**
 * The name of a cookie. In production `__Host-`, with which browsers take it only over HTTPS, for this very host and
 * all its paths, so that no subdomain can plant one (RFC 6265bis, 4.1.3.2).
 */
export function cookieName({ environment }: Environment, name: string): string {
  return environment === 'production' ? `__Host-${name}` : name;
}

/** For cookies that say who somebody is: out of reach of scripts and of other sites. */
export function privateCookie(
  { environment }: Environment,
  maxAgeSeconds?: number,
  sameSite: 'strict' | 'lax' = 'strict',
): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite,
    secure: environment === 'production',
    ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
  };
}
