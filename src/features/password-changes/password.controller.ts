import { Body, Controller, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import type { Principal } from '../../shared/principal.js';
import { ChangePasswordDto } from './change-password.dto.js';
import { PasswordChangesService } from './password-changes.service.js';

@RequirePermissions('account:manage')
@ApiTags('auth')
@Controller('auth/password')
export class PasswordController {
  constructor(private readonly changes: PasswordChangesService) {}

  @RateLimit('login')
  @Put()
  @HttpCode(204)
  @ApiOperation({ summary: "Change one's password; other devices are signed out" })
  @ApiNoContentResponse({ description: 'The password is changed.' })
  @ApiProblems(...BODY_PROBLEMS, 401, 403, 429)
  change(@Body() body: ChangePasswordDto, @CurrentUser() principal: Principal): Promise<void> {
    return this.changes.change(principal, body);
  }
}
