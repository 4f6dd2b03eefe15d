import { Inject, Injectable } from '@nestjs/common';
import * as client from 'openid-client';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';
import { type OidcClaims, readClaims } from './oidc-claims.js';
import { providerFault } from './oidc-faults.js';
import type { Flow } from './oidc-flows.js';

type Settings = NonNullable<Config['oidc']>;

/** How long what the provider says of itself is believed. */
const METADATA_MS = 3_600_000;
const CALLBACK_PATH = '/api/v1/auth/oidc/callback';

/** The provider of identities, as seen through openid-client. */
@Injectable()
export class OidcProvider {
  readonly #callbackUrl: string;
  #discovered?: { configuration: Promise<client.Configuration>; until: number };

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.#callbackUrl = `${config.http.publicUrl.replace(/\/$/, '')}${CALLBACK_PATH}`;
  }

  /** Throws `oidc_not_configured`. */
  get settings(): Settings {
    if (this.config.oidc) return this.config.oidc;
    throw new AppError('not_found', 'oidc_not_configured', 'There is no provider to sign in by.');
  }

  /** Where to send the browser, and what it has to come back with. Throws `oidc_unavailable`. */
  async begin(): Promise<{ url: URL; flow: Flow }> {
    const configuration = await this.#discover();
    const flow = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#callbackUrl,
      scope: this.settings.scopes,
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
    });
    return { url, flow };
  }

  /**
   * Exchanges the code that the browser brought for who signed in: checks state, issuer, PKCE, and of the ID token
   * signature, issuer, audience, expiry and nonce. Throws what providerFault says.
   */
  async finish(query: string, { state, nonce, verifier }: Flow): Promise<OidcClaims> {
    const configuration = await this.#discover();
    try {
      const tokens = await client.authorizationCodeGrant(
        configuration,
        new URL(`${this.#callbackUrl}?${query}`),
        {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        },
      );
      // There always is an ID token: it was expected.
      const claims = tokens.claims() as client.IDToken;
      const subject = claims.sub;
      // Providers may keep the address out of the ID token and tell it only to who asks.
      const more =
        claims.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
          ? await client.fetchUserInfo(configuration, tokens.access_token, subject)
          : {};
      return readClaims(configuration.serverMetadata().issuer, { ...more, ...claims });
    } catch (error) {
      throw providerFault(error);
    }
  }

  // Asked once for all who wait; what failed is asked again by the next.
  async #discover(): Promise<client.Configuration> {
    const { settings } = this;
    if (!this.#discovered || this.#discovered.until < Date.now()) {
      const configuration = discovery(settings);
      this.#discovered = { configuration, until: Date.now() + METADATA_MS };
      configuration.catch(() => (this.#discovered = undefined));
    }
    try {
      return await this.#discovered.configuration;
    } catch (error) {
      throw providerFault(error);
    }
  }
}

async function discovery(settings: Settings): Promise<client.Configuration> {
  const { issuerUrl, clientId, clientSecret, timeoutMs } = settings;
  const authentication = clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret);
  const insecure = issuerUrl.startsWith('http:') ? [client.allowInsecureRequests] : [];
  return client.discovery(new URL(issuerUrl), clientId, undefined, authentication, {
    timeout: timeoutMs / 1000,
    execute: [...insecure, client.enableNonRepudiationChecks],
  });
}
