import { Body, Controller, Delete, Get, HttpCode, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIfMatch, type ExpectedVersions, IfMatch } from '../../platform/http/if-match.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import type { Principal } from '../../shared/principal.js';
import { UsersService } from '../users/users.service.js';
import { ChangeProfileDto, DeleteProfileDto } from './change-profile.dto.js';
import { ProfileDto } from './profile.dto.js';
import { ProfileService } from './profile.service.js';

@ApiTags('profile')
@Controller('profile')
export class ProfileController {
  constructor(
    private readonly profile: ProfileService,
    private readonly users: UsersService,
  ) {}

  @RequirePermissions('profile:read')
  @Get()
  @ApiOperation({ summary: 'One’s own account' })
  @ApiOkResponse({ type: ProfileDto })
  @ApiProblems(404)
  async get(@CurrentUser() { userId }: Principal): Promise<ProfileDto> {
    return new ProfileDto(await this.users.get(userId));
  }

  @RequirePermissions('account:manage')
  @Patch()
  @ApiOperation({ summary: 'Change one’s name or e-mail address' })
  @ApiOkResponse({ type: ProfileDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 404, 409, 412)
  async change(
    @CurrentUser() { userId }: Principal,
    @Body() body: ChangeProfileDto,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<ProfileDto> {
    return new ProfileDto(await this.profile.change(userId, body, versions));
  }

  @RequirePermissions('account:manage')
  @RateLimit('login')
  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete one’s account and everything one wrote' })
  @ApiProblems(...BODY_PROBLEMS, 404, 409)
  async delete(@CurrentUser() { userId }: Principal, @Body() body: DeleteProfileDto): Promise<void> {
    await this.profile.delete(userId, body.password);
  }
}
