import type { PublicJwk } from './signing-keys.service.js';

/** A public key (RFC 7517). */
export class JwkDto implements PublicJwk {
  /** @example "YMLtOupXg7aR" */
  kid!: string;

  /** @example EC */
  kty!: string;

  /** @example P-256 */
  crv!: string;

  /** @example "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU" */
  x!: string;

  /** @example "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" */
  y!: string;

  /** @example ES256 */
  alg!: 'ES256';

  /** @example sig */
  use!: 'sig';
}

export class JwksDto {
  keys!: JwkDto[];
}
