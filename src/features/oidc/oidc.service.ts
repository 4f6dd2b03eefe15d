import { timingSafeEqual } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { AppError } from '../../shared/app-error.js';
import { AuthService, type IssuedTokens } from '../auth/auth.service.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import { IdentitiesService } from './identities.service.js';
import { OidcFlows } from './oidc-flows.js';
import { OidcProvider } from './oidc-provider.js';

/** Signing in by a provider: authorization code with PKCE, state and nonce. */
@Injectable()
export class OidcService {
  readonly #logger = new Logger(OidcService.name);

  constructor(
    private readonly provider: OidcProvider,
    private readonly flows: OidcFlows,
    private readonly identities: IdentitiesService,
    private readonly secondFactor: SecondFactorService,
    private readonly auth: AuthService,
    private readonly audit: AuditLog,
  ) {}

  /** Where to send the browser, and the name of the flow for it to keep. Throws `oidc_not_configured`, `oidc_unavailable`. */
  async begin(): Promise<{ url: string; flowId: string }> {
    const { url, flow } = await this.provider.begin();
    return { url: url.href, flowId: await this.flows.keep(flow) };
  }

  /**
   * Signs in who comes back from the provider, and says to which page they go.
   *
   * @param query of the address that they came back to
   * @param flowId that their browser kept
   */
  async finish(query: string, flowId: string | undefined): Promise<{ tokens: IssuedTokens; path: string }> {
    const { signedInPath } = this.provider.settings;
    const flow = await this.flows.take(flowId);
    if (!equal(new URLSearchParams(query).get('state') ?? '', flow.state)) throw stateWrong();
    try {
      const claims = await this.provider.finish(query, flow);
      const expected = await this.identities.expectedOwner(claims);
      // Where a user wants two proofs, the word of a provider is not both. So it is not linked either.
      if (expected !== undefined) await this.secondFactor.check(expected, {});
      const user = await this.identities.userOf(claims);
      return { tokens: await this.auth.signIn(user, false, 'oidc'), path: signedInPath };
    } catch (error) {
      await this.#refused(error);
      throw error;
    }
  }

  async #refused(error: unknown): Promise<void> {
    if (!(error instanceof AppError) || error.code === 'unavailable') return;
    const { reason, cause } = error;
    this.#logger.warn({ msg: 'sign-in by the provider refused', reason, err: cause });
    await this.audit.record({ action: 'sign_in.failed', details: { method: 'oidc', reason } });
  }
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function stateWrong(): AppError {
  const message = 'This answer of the provider is not to the sign-in that was begun here. Begin again.';
  return new AppError('malformed', 'oidc_state_wrong', message);
}
