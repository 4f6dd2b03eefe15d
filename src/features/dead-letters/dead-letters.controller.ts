import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { Answer } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { QUEUES } from '../../platform/jobs/define-job.js';
import {
  ChooseDeadLettersDto,
  ChosenDeadLettersDto,
  RetriedDeadLetterDto,
} from './choose-dead-letters.dto.js';
import { DeadLetterDetailsDto, DeadLetterDto, DeadLetterListDto } from './dead-letter.dto.js';
import { DeadLettersService } from './dead-letters.service.js';
import { ListDeadLettersQueryDto } from './list-dead-letters.dto.js';

@RequirePermissions('jobs:manage')
@ApiTags('admin')
@Controller('admin/jobs/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersService) {}

  @Get()
  @ApiOperation({ summary: 'Background jobs that have failed for good in the last week, the newest first' })
  @ApiOkResponse({ type: DeadLetterListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListDeadLettersQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<DeadLetterListDto>> {
    const page = await this.letters.list(query);
    return listAnswer(page, request, (letter) => new DeadLetterDto(letter));
  }

  @Post('retries')
  @HttpCode(200)
  @ApiOperation({ summary: 'Have up to 1000 of them done again' })
  @ApiOkResponse({ type: ChosenDeadLettersDto })
  @ApiProblems(...BODY_PROBLEMS)
  retryAll(@Body() chosen: ChooseDeadLettersDto): Promise<ChosenDeadLettersDto> {
    return this.letters.changeAll('retry', chosen);
  }

  @Post('discards')
  @HttpCode(200)
  @ApiOperation({ summary: 'Forget up to 1000 of them' })
  @ApiOkResponse({ type: ChosenDeadLettersDto })
  @ApiProblems(...BODY_PROBLEMS)
  discardAll(@Body() chosen: ChooseDeadLettersDto): Promise<ChosenDeadLettersDto> {
    return this.letters.changeAll('discard', chosen);
  }

  @Get(':queue/:id')
  @ApiOperation({ summary: 'One of them, with what it was to work on' })
  @ApiParam({ name: 'queue', enum: QUEUES })
  @ApiOkResponse({ type: DeadLetterDetailsDto })
  @ApiProblems(404)
  async get(@Param('queue') queue: string, @Param('id') id: string): Promise<DeadLetterDetailsDto> {
    return new DeadLetterDetailsDto(await this.letters.get(queue, id));
  }

  @Post(':queue/:id/retries')
  @ApiOperation({ summary: 'Have it done again; its attempts begin anew' })
  @ApiParam({ name: 'queue', enum: QUEUES })
  @ApiAcceptedResponse({ type: RetriedDeadLetterDto })
  @ApiProblems(404, 409)
  async retry(@Param('queue') queue: string, @Param('id') id: string): Promise<Answer<RetriedDeadLetterDto>> {
    await this.letters.change('retry', queue, id);
    return new Answer(202, { jobId: id }, { location: `/api/v1/jobs/${queue}/${encodeURIComponent(id)}` });
  }

  @Delete(':queue/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forget it; the history of jobs does not' })
  @ApiParam({ name: 'queue', enum: QUEUES })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems(404)
  async discard(@Param('queue') queue: string, @Param('id') id: string): Promise<void> {
    await this.letters.change('discard', queue, id);
  }
}
