import { Controller, Delete, Get, Headers, Param, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiEventStream } from '../../platform/event-streams/api-event-stream.js';
import type { StreamEvent } from '../../platform/event-streams/event-text.js';
import { EventStreams } from '../../platform/event-streams/event-streams.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { QUEUES } from '../../platform/jobs/define-job.js';
import { isFinished, type JobView } from '../../platform/jobs/job-view.js';
import type { Principal } from '../../shared/principal.js';
import { JobDto } from './job.dto.js';
import { JobsService } from './jobs.service.js';

/** Id of the event after which there is none. */
const LAST = 'end';

@RequirePermissions()
@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly streams: EventStreams,
  ) {}

  @Get(':queue/:id')
  @ApiOperation({
    summary: 'State of a background job of one’s own, or of any with the permission jobs:read_any',
  })
  @ApiParam({ name: 'queue', enum: QUEUES })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems(404)
  async get(
    @Param('queue') queue: string,
    @Param('id') id: string,
    @CurrentUser() viewer: Principal,
  ): Promise<JobDto> {
    return new JobDto(await this.jobs.get(viewer, queue, id));
  }

  @Get(':queue/:id/events')
  @ApiOperation({
    summary: 'The same, whenever it changes, until the job has come to its end',
    description:
      'A client that comes back after the last event gets 204, which tells an EventSource to stay away.',
  })
  @ApiParam({ name: 'queue', enum: QUEUES })
  @ApiEventStream({ state: JobDto }, { resumable: true })
  @ApiNoContentResponse({ description: 'Nothing more will happen to the job.' })
  @ApiProblems(404)
  async follow(
    @Param('queue') queue: string,
    @Param('id') id: string,
    @CurrentUser() viewer: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<unknown> {
    const job = await this.jobs.get(viewer, queue, id);
    if (lastEventId !== LAST) return this.streams.open(reply, (signal) => this.#events(job, signal));
    void reply.status(204);
    return undefined;
  }

  @Delete(':queue/:id')
  @ApiOperation({
    summary: 'Cancel a background job of one’s own, or any with the permission jobs:manage',
    description: 'One that runs is told to stop; how it ended is shown by its state.',
  })
  @ApiParam({ name: 'queue', enum: QUEUES })
  @ApiNoContentResponse({ description: 'It had not begun, and will not.' })
  @ApiAcceptedResponse({
    type: JobDto,
    description: 'It runs, and has been told to stop: how it stood then.',
  })
  @ApiProblems(404, 409)
  async cancel(
    @Param('queue') queue: string,
    @Param('id') id: string,
    @CurrentUser() actor: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto | undefined> {
    const stopping = await this.jobs.cancel(actor, queue, id);
    void reply.status(stopping ? 202 : 204);
    return stopping && new JobDto(stopping);
  }

  async *#events(job: JobView, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    for await (const view of this.jobs.follow(job, signal))
      yield { event: 'state', data: new JobDto(view), ...(isFinished(view) && { id: LAST }) };
  }
}
