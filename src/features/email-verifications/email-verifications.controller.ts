import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { Public } from '../../platform/access/public.decorator.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { MailRequestedDto, TokenDto } from '../account-tokens/token.dto.js';
import { ResendVerificationDto } from './email-verification.dto.js';
import { EmailVerificationsService } from './email-verifications.service.js';

@Public()
@ApiTags('auth')
@Controller('auth/verify-email')
export class EmailVerificationsController {
  constructor(private readonly verifications: EmailVerificationsService) {}

  @RateLimit('login')
  @Post()
  @HttpCode(204)
  @ApiOperation({ summary: 'Verify an e-mail address by the token that was mailed to it' })
  @ApiNoContentResponse({ description: 'The address is verified and the token used up.' })
  @ApiProblems(...BODY_PROBLEMS)
  verify(@Body() { token }: TokenDto): Promise<void> {
    return this.verifications.verify(token);
  }

  @RateLimit('mail', { target: 'email' })
  @Post('resend')
  @HttpCode(202)
  @ApiOperation({ summary: 'Mail the link again; the answer does not say whether the address is known' })
  @ApiAcceptedResponse({ type: MailRequestedDto })
  @ApiProblems(...BODY_PROBLEMS)
  async resend(@Body() { email }: ResendVerificationDto): Promise<MailRequestedDto> {
    await this.verifications.resend(email);
    return new MailRequestedDto();
  }
}
