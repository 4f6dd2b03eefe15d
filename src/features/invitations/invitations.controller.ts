import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { AcceptInvitationDto } from './invitation.dto.js';
import { InvitationsService } from './invitations.service.js';

@Public()
@ApiTags('auth')
@Controller('invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @RateLimit('login')
  @Post('acceptance')
  @HttpCode(204)
  @ApiOperation({ summary: 'Choose the first password of an account by the token from the invitation' })
  @ApiNoContentResponse({ description: 'The password is set, the address verified and the token used up.' })
  @ApiProblems(...BODY_PROBLEMS)
  accept(@Body() { token, password }: AcceptInvitationDto): Promise<void> {
    return this.invitations.accept(token, password);
  }
}
