import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SharedAnswer } from '../../platform/answers/shared-answer.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import { UserSummaryDto } from './user-summary.dto.js';
import { UserSummariesService } from './user-summaries.service.js';

@Public()
@ApiTags('users')
@Controller('users/:id/summary')
export class UserSummariesController {
  constructor(private readonly summaries: UserSummariesService) {}

  @SharedAnswer('path')
  @Get()
  @ApiOperation({ summary: 'What a user has published, and what came of it' })
  @ApiOkResponse({ type: UserSummaryDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseIdPipe) id: number): Promise<UserSummaryDto> {
    return new UserSummaryDto(await this.summaries.get(id));
  }
}
