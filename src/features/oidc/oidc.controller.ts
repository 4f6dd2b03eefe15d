import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { cookieName, privateCookie } from '../../platform/access/cookies.js';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { TokenDelivery } from '../auth/token-delivery.service.js';
import { FLOW_SECONDS } from './oidc-flows.js';
import { OidcService } from './oidc.service.js';

const LOCATION = { Location: { required: true, schema: { type: 'string' as const } } };

@Public()
@RateLimit('login')
@ApiTags('auth')
@Controller('auth/oidc')
export class OidcController {
  readonly #cookie: string;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly oidc: OidcService,
    private readonly delivery: TokenDelivery,
  ) {
    this.#cookie = cookieName(config, 'oidc');
  }

  @Get()
  @ApiOperation({
    summary: 'Begin to sign in by the OpenID Connect provider',
    description: 'For a browser to be sent to, not for scripts. 404 where no provider is configured.',
  })
  @ApiFoundResponse({ description: 'To the provider.', headers: LOCATION })
  @ApiProblems(404)
  async begin(@Res() reply: FastifyReply): Promise<void> {
    const { url, flowId } = await this.oidc.begin();
    // Lax: the way back from the provider is a navigation that another site starts.
    void reply.setCookie(this.#cookie, flowId, privateCookie(this.config, FLOW_SECONDS, 'lax'));
    void reply.header('cache-control', 'no-store').redirect(url, 302);
  }

  @Get('callback')
  @ApiOperation({
    summary: 'Where the provider sends the browser back to: signs in by cookies',
    description:
      'A first sign-in opens an account, or is linked to the one whose verified address it is. An account with a second factor is not signed in this way.',
  })
  @ApiQuery({ name: 'code', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'state', required: false, schema: { type: 'string' } })
  @ApiFoundResponse({ description: 'Signed in; to the page that is configured.', headers: LOCATION })
  @ApiProblems(400, 401, 403, 404, 409)
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const flowId = request.cookies[this.#cookie];
    void reply.clearCookie(this.#cookie, privateCookie(this.config, undefined, 'lax'));
    const { tokens, path } = await this.oidc.finish(request.url.split('?')[1] ?? '', flowId);
    this.delivery.deliver(tokens, 'cookie', reply);
    void reply.redirect(path, 302);
  }
}
