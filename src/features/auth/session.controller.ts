import { Body, Controller, Delete, Get, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../platform/access/csrf.js';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { Public } from '../../platform/access/public.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { DeviceCookie } from '../login-guard/device-cookie.service.js';
import { ProfileDto } from '../profile/profile.dto.js';
import { AuthService } from './auth.service.js';
import { CredentialsDto } from './credentials.dto.js';
import type { KnownUser } from './credentials.service.js';
import { LocalAuthGuard } from './local-auth.guard.js';
import { SignOut } from './sign-out.js';
import { CsrfTokenDto, ServerSessionDto } from './tokens.dto.js';

/** Signing in with a session that the server keeps; the browser has only its name, in a cookie. */
@ApiTags('auth')
@Controller('session')
export class SessionController {
  constructor(
    private readonly auth: AuthService,
    private readonly device: DeviceCookie,
    private readonly signOut: SignOut,
    private readonly csrf: Csrf,
  ) {}

  @Public()
  @RateLimit('login')
  @Post()
  @UseGuards(LocalAuthGuard)
  @ApiOperation({ summary: 'Sign in with a session cookie' })
  @ApiCreatedResponse({ type: ServerSessionDto })
  @ApiProblems(...BODY_PROBLEMS, 401)
  async start(
    @Body() body: CredentialsDto,
    @Req() request: FastifyRequest & { user: KnownUser },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ServerSessionDto>> {
    const { user, device } = request.user;
    // A new name, so that one that somebody planted before is worth nothing; and first, so that no session is started
    // that cannot be kept.
    await request.session.regenerate();
    const { id, remembered, expiresAt } = await this.auth.startServerSession(user, body.remember);
    Object.assign(request.session, { id, seenAt: Date.now() });
    if (remembered) request.session.cookie.expires = expiresAt;
    this.device.set(reply, device);
    void reply.header('cache-control', 'no-store');
    return created('/api/v1/profile', { user: new ProfileDto(user), csrfToken: this.csrf.renew(reply) });
  }

  @RequirePermissions()
  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  @ApiProblems()
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.signOut.thisDevice(request, reply);
  }

  @Public()
  @Get('csrf')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A CSRF token for this browser' })
  @ApiOkResponse({ type: CsrfTokenDto })
  @ApiProblems()
  token(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): CsrfTokenDto {
    return { csrfToken: this.csrf.token(request, reply) };
  }
}
