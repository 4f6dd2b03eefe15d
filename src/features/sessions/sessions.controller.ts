import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { ParseUuidPipe } from '../../platform/http/parse-uuid.pipe.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { notFound } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import { SessionDto, SessionListDto } from './session.dto.js';
import { SessionsService } from './sessions.service.js';

@RequirePermissions('account:manage')
@ApiTags('auth')
@Controller('auth/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @ApiOperation({ summary: 'List the devices on which one is signed in' })
  @ApiOkResponse({ type: SessionListDto })
  @ApiProblems()
  async list(@CurrentUser() { userId, sessionId }: Principal): Promise<SessionListDto> {
    const sessions = await this.sessions.list(userId);
    return { data: sessions.map((session) => new SessionDto(session, sessionId)) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign a device out' })
  @ApiProblems(400, 404)
  async end(@Param('id', ParseUuidPipe) id: string, @CurrentUser() { userId }: Principal): Promise<void> {
    if (!(await this.sessions.signOut(userId, id))) throw notFound('session', id);
  }
}
