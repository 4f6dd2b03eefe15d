import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answer } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import type { Principal } from '../../shared/principal.js';
import {
  ConfirmTotpDto,
  DisableTotpDto,
  PasswordProofDto,
  RecoveryCodesDto,
  TotpSecretDto,
  TotpStatusDto,
} from './second-factor.dto.js';
import { SecondFactorSettings } from './second-factor-settings.service.js';

// What is shown once. No Idempotency-Key either: its record of the answer would hold the secret.
const ONCE = { 'cache-control': 'no-store' };
const CREATED = { ...ONCE, location: '/api/v1/auth/totp' };

@RequirePermissions('account:manage')
@ApiTags('second factor')
@Controller('auth/totp')
export class SecondFactorController {
  constructor(private readonly settings: SecondFactorSettings) {}

  @Get()
  @ApiOperation({ summary: 'Whether signing in takes a code of your authenticator app' })
  @ApiOkResponse({ type: TotpStatusDto })
  @ApiProblems(401, 403)
  async status(@CurrentUser() { userId }: Principal): Promise<TotpStatusDto> {
    const status = await this.settings.status(userId);
    return { enabled: status.enabledAt !== undefined, ...status };
  }

  @Post()
  @ApiOperation({ summary: 'Get the secret for an authenticator app; it counts once it is confirmed' })
  @ApiCreatedResponse({ type: TotpSecretDto })
  @ApiProblems(400, 401, 403, 404, 409)
  async start(@CurrentUser() { userId }: Principal): Promise<Answer<TotpSecretDto>> {
    return new Answer(201, await this.settings.start(userId), CREATED);
  }

  @RateLimit('login')
  @Put()
  @ApiOperation({ summary: 'Confirm with a code of the app; from now on signing in takes one' })
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiProblems(...BODY_PROBLEMS, 401, 403, 409)
  async confirm(
    @CurrentUser() { userId }: Principal,
    @Body() { code }: ConfirmTotpDto,
  ): Promise<Answer<RecoveryCodesDto>> {
    return new Answer(200, new RecoveryCodesDto(await this.settings.confirm(userId, code)), ONCE);
  }

  @RateLimit('login')
  @Post('recovery-codes')
  @ApiOperation({ summary: 'Get new recovery codes; the old ones are void' })
  @ApiCreatedResponse({ type: RecoveryCodesDto })
  @ApiProblems(...BODY_PROBLEMS, 401, 403, 409, 429)
  async renewCodes(
    @CurrentUser() { userId }: Principal,
    @Body() { password }: PasswordProofDto,
  ): Promise<Answer<RecoveryCodesDto>> {
    return new Answer(201, new RecoveryCodesDto(await this.settings.renewCodes(userId, password)), CREATED);
  }

  @RateLimit('login')
  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Turn it off, with the password and a code of the app or a recovery code' })
  @ApiProblems(...BODY_PROBLEMS, 401, 403, 409, 429)
  disable(
    @CurrentUser() { userId }: Principal,
    @Body() { password, code, recoveryCode }: DisableTotpDto,
  ): Promise<void> {
    return this.settings.disable(userId, password, { code, recoveryCode });
  }
}
