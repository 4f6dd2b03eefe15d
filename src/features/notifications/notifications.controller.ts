import { Controller, Delete, Get, Headers, HttpCode, Param, Put, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiEventStream } from '../../platform/event-streams/api-event-stream.js';
import { EventStreams } from '../../platform/event-streams/event-streams.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import { malformed } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import {
  ListNotificationsQueryDto,
  NotificationDto,
  NotificationListDto,
  ReadNotificationsQueryDto,
  UnreadCountDto,
} from './notification.dto.js';
import { NotificationFeed } from './notification-feed.service.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';

@RequirePermissions('notifications:manage')
@ApiTags('notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly stored: NotificationsRepository,
    private readonly feed: NotificationFeed,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What others did about one’s posts and comments, the newest first' })
  @ApiOkResponse({ type: NotificationListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListNotificationsQueryDto,
    @CurrentUser() { userId }: Principal,
    @Req() request: FastifyRequest,
  ): Promise<Answer<NotificationListDto>> {
    const page = await this.stored.list(userId, query.unread, query);
    return listAnswer(page, request, (view) => new NotificationDto(view));
  }

  @Get('unread-count')
  @ApiOperation({ summary: 'How many are unread' })
  @ApiOkResponse({ type: UnreadCountDto })
  async count(@CurrentUser() { userId }: Principal): Promise<UnreadCountDto> {
    return { count: await this.stored.countUnread(userId) };
  }

  @Get('events')
  @ApiOperation({ summary: 'Follow one’s notifications, and how many are unread, as they come' })
  @ApiEventStream({ notification: NotificationDto, unread: UnreadCountDto }, { resumable: true })
  @ApiProblems(400)
  events(
    @CurrentUser() { userId }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ) {
    const after = eventIdOf(lastEventId);
    return this.streams.open(reply, (signal) => this.feed.follow(userId, after, signal));
  }

  @Put('read')
  @HttpCode(204)
  @ApiOperation({ summary: 'Mark all as read, or one and those before it' })
  @ApiProblems(400)
  readAll(@Query() { upTo }: ReadNotificationsQueryDto, @CurrentUser() { userId }: Principal): Promise<void> {
    return this.notifications.readAll(userId, upTo);
  }

  @Put(':id/read')
  @HttpCode(204)
  @ApiOperation({ summary: 'Mark one as read; again changes nothing' })
  @ApiProblems(400, 404)
  read(@Param('id', ParseIdPipe) id: number, @CurrentUser() { userId }: Principal): Promise<void> {
    return this.notifications.read(userId, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete one' })
  @ApiProblems(400, 404)
  delete(@Param('id', ParseIdPipe) id: number, @CurrentUser() { userId }: Principal): Promise<void> {
    return this.notifications.delete(userId, id);
  }
}

// 0 is the id of the first event of those who had no notification yet.
function eventIdOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const id = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(id)) return id;
  throw malformed('Last-Event-ID', 'isId', 'Last-Event-ID must be the id of an event of this stream');
}
