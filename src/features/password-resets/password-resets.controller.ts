import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { MailRequestedDto } from '../account-tokens/token.dto.js';
import { DeviceCookie } from '../login-guard/device-cookie.service.js';
import { LoginGuard } from '../login-guard/login-guard.service.js';
import { ForgotPasswordDto, ResetPasswordDto } from './password-reset.dto.js';
import { PasswordResetsService } from './password-resets.service.js';

@Public()
@ApiTags('auth')
@Controller('auth/password')
export class PasswordResetsController {
  constructor(
    private readonly resets: PasswordResetsService,
    private readonly loginGuard: LoginGuard,
    private readonly device: DeviceCookie,
  ) {}

  @RateLimit('mail', { target: 'email' })
  @Post('forgot')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Mail a link that resets the password; the answer does not say whether the address is known',
  })
  @ApiAcceptedResponse({ type: MailRequestedDto })
  @ApiProblems(...BODY_PROBLEMS)
  async forgot(@Body() { email }: ForgotPasswordDto): Promise<MailRequestedDto> {
    await this.resets.request(email);
    return new MailRequestedDto();
  }

  @RateLimit('login')
  @Post('reset')
  @HttpCode(204)
  @ApiOperation({ summary: 'Choose a new password by the token from the mail; all devices are signed out' })
  @ApiNoContentResponse({ description: 'The password is changed and the token used up.' })
  @ApiProblems(...BODY_PROBLEMS)
  async reset(
    @Body() { token, password }: ResetPasswordDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const account = await this.resets.reset(token, password);
    // Whoever was locked out by somebody's guesses gets in from here.
    this.device.set(reply, this.loginGuard.trust({ account }));
  }
}
