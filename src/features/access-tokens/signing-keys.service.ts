import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';

/** A public key as it is published (RFC 7517). */
export interface PublicJwk {
  kid: string;
  kty: string;
  crv: string;
  x: string;
  y: string;
  alg: 'ES256';
  use: 'sig';
}

/** The keys of access tokens. The first one signs; tokens of all are accepted, so keys change without a sign-out. */
@Injectable()
export class SigningKeys {
  readonly current: { kid: string; privateKey: KeyObject };
  readonly published: readonly PublicJwk[];
  readonly #byKid: ReadonlyMap<string, KeyObject>;

  constructor(@Inject(CONFIG) config: Config) {
    const { keys } = config.accessTokens;
    const [first] = keys;
    if (!first) throw new Error('there is no signing key');
    this.current = { kid: first.kid, privateKey: createPrivateKey({ key: { ...first }, format: 'jwk' }) };
    this.published = keys.map(({ kid, kty, crv, x, y }) => ({
      ...{ kid, kty, crv, x, y },
      ...({ alg: 'ES256', use: 'sig' } as const),
    }));
    // Key objects, because whoever is given text parses it anew for each token.
    this.#byKid = new Map(
      this.published.map((jwk) => [jwk.kid, createPublicKey({ key: { ...jwk }, format: 'jwk' })]),
    );
  }

  publicKey(kid: string | undefined): KeyObject | undefined {
    return kid === undefined ? undefined : this.#byKid.get(kid);
  }
}
