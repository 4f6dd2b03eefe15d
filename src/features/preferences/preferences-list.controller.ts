import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { ListPreferencesQueryDto, parseQuery, PreferencesListDto } from './list-preferences.dto.js';
import { PreferencesOfUserDto } from './preferences.dto.js';
import { PreferencesService } from './preferences.service.js';

@RequirePermissions('users:read_private')
@ApiTags('admin')
@Controller('admin/preferences')
export class PreferencesListController {
  constructor(private readonly preferences: PreferencesService) {}

  @Get()
  @ApiOperation({ summary: 'Who has chosen this; the last changed first' })
  @ApiOkResponse({ type: PreferencesListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListPreferencesQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<PreferencesListDto>> {
    const page = await this.preferences.list(parseQuery(query.contains) ?? {}, query);
    return listAnswer(page, request, (row) => new PreferencesOfUserDto(row));
  }
}
