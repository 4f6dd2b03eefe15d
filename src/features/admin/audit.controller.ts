import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { AuditEventDto, AuditEventListDto } from './audit-event.dto.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { ListAuditQueryDto } from './list-audit.dto.js';

@RequirePermissions('audit:read')
@ApiTags('admin')
@Controller('admin/audit')
export class AuditController {
  constructor(private readonly events: AuditEventsRepository) {}

  @Get()
  @ApiOperation({ summary: 'Who did what, to whom and from where; the newest first' })
  @ApiOkResponse({ type: AuditEventListDto })
  @ApiProblems(400, 401, 403)
  async list(
    @Query() query: ListAuditQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<AuditEventListDto>> {
    const page = await this.events.list(query, query);
    return listAnswer(page, request, (event) => new AuditEventDto(event));
  }
}
