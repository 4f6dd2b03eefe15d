import { Body, Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import type { Principal } from '../../shared/principal.js';
import { DeviceCookie } from '../login-guard/device-cookie.service.js';
import { ProfileDto } from '../profile/profile.dto.js';
import { AuthService } from './auth.service.js';
import { LoginDto, RegisterDto } from './credentials.dto.js';
import type { KnownUser } from './credentials.service.js';
import { LocalAuthGuard } from './local-auth.guard.js';
import { RegistrationService } from './registration.service.js';
import { SignOut } from './sign-out.js';
import { TokenDelivery } from './token-delivery.service.js';
import { RefreshDto, SignedInDto, TokensDto } from './tokens.dto.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly auth: AuthService,
    private readonly delivery: TokenDelivery,
    private readonly device: DeviceCookie,
    private readonly signOut: SignOut,
  ) {}

  @Public()
  @RateLimit('register')
  @Post('register')
  @ApiOperation({ summary: 'Open an account, and sign in' })
  @ApiCreatedResponse({ type: SignedInDto })
  @ApiProblems(...BODY_PROBLEMS, 409)
  async register(
    @Body() body: RegisterDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<SignedInDto>> {
    const { user, tokens } = await this.registration.register(body);
    const delivered = this.delivery.deliver(tokens, body.delivery, reply);
    return created('/api/v1/profile', { user: new ProfileDto(user), ...delivered });
  }

  @Public()
  @RateLimit('login')
  @Post('login')
  @HttpCode(200)
  @UseGuards(LocalAuthGuard)
  @ApiOperation({ summary: 'Sign in with e-mail address and password' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiProblems(...BODY_PROBLEMS, 401)
  async login(
    @Body() body: LoginDto,
    @Req() { user: known }: FastifyRequest & { user: KnownUser },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const tokens = await this.auth.signIn(known.user, body.remember, 'password');
    this.device.set(reply, known.device);
    return { user: new ProfileDto(known.user), ...this.delivery.deliver(tokens, body.delivery, reply) };
  }

  @Public()
  @RateLimit('refresh')
  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchange a refresh token, of the body or of a cookie, for new tokens' })
  @ApiOkResponse({ type: TokensDto })
  @ApiProblems(...BODY_PROBLEMS, 401, 403)
  async refresh(
    @Body() body: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokensDto> {
    const { token, delivery } = this.delivery.presented(body.refreshToken, request);
    const tokens = await this.auth.refresh(token);
    return this.delivery.deliver(tokens, delivery, reply);
  }

  @Public()
  @Post('logout')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sign out on this device',
    description: 'Ends the session of the credentials that come along, or of the refresh token in the body.',
  })
  @ApiProblems(...BODY_PROBLEMS, 403)
  async logout(
    @Body() body: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signOut.thisDevice(request, reply, body.refreshToken);
  }

  @RequirePermissions('account:manage')
  @Post('logout-all')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out on all devices' })
  @ApiProblems()
  async logoutAll(
    @CurrentUser() { userId }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.auth.signOutEverywhere(userId);
    await this.signOut.forget(request, reply);
  }
}
