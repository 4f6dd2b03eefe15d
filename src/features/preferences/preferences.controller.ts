import { Body, Controller, Get, Patch, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIfMatch, type ExpectedVersions, IfMatch } from '../../platform/http/if-match.js';
import type { Principal } from '../../shared/principal.js';
import { PatchPreferencesDto } from './patch-preferences.dto.js';
import { PreferencesDto, StoredPreferencesDto } from './preferences.dto.js';
import { PreferencesService } from './preferences.service.js';

@ApiTags('profile')
@Controller('profile/preferences')
export class PreferencesController {
  constructor(private readonly preferences: PreferencesService) {}

  @RequirePermissions('profile:read')
  @Get()
  @ApiOperation({ summary: 'What one has chosen; empty at first' })
  @ApiOkResponse({ type: StoredPreferencesDto })
  @ApiProblems()
  async get(@CurrentUser() { userId }: Principal): Promise<StoredPreferencesDto> {
    return new StoredPreferencesDto(await this.preferences.get(userId));
  }

  @RequirePermissions('account:manage')
  @Put()
  @ApiOperation({ summary: 'Replace all that one has chosen' })
  @ApiOkResponse({ type: StoredPreferencesDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 412)
  async replace(
    @CurrentUser() { userId }: Principal,
    @Body() body: PreferencesDto,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<StoredPreferencesDto> {
    return new StoredPreferencesDto(await this.preferences.replace(userId, body, versions));
  }

  @RequirePermissions('account:manage')
  @Patch()
  @ApiOperation({ summary: 'Change some of what one has chosen, by a merge patch' })
  @ApiOkResponse({ type: StoredPreferencesDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 412)
  async patch(
    @CurrentUser() { userId }: Principal,
    @Body() body: PatchPreferencesDto,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<StoredPreferencesDto> {
    return new StoredPreferencesDto(await this.preferences.patch(userId, body, versions));
  }
}
