import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import type { NotificationKind } from './notification.entity.js';
import type { NotificationView } from './notifications.repository.js';

/** By cursor only: new ones come in at the front. */
export class ListNotificationsQueryDto extends OmitType(PageQueryDto, ['page']) {
  /**
   * Only those that have not been read yet.
   * @example true
   */
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  @ApiPropertyOptional()
  unread: boolean = false;
}

export class ReadNotificationsQueryDto {
  /**
   * Only this one and older ones: what came in meanwhile stays unread.
   * @example 42
   */
  @Type(() => Number)
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsOptional()
  @IsInt()
  upTo?: number;
}

class NotificationActorDto {
  /** @example 7 */
  id!: number;

  /**
   * As they are called now.
   * @example "Grace Hopper"
   */
  name!: string;
}

class NotificationPostDto {
  /** @example 42 */
  id!: number;

  /**
   * Null when the post has become a draft of its author’s.
   * @example Notes on the Analytical Engine
   */
  title!: string | null;
}

export class NotificationDto {
  /** @example 1815 */
  id: number;

  /**
   * A comment on one’s post, a reply to one’s comment, or a like of one’s post.
   * @example comment
   */
  kind: NotificationKind;

  /** Who did it. */
  actor: NotificationActorDto;

  post: NotificationPostDto;

  /**
   * The comment or reply; null for a like.
   * @example 4711
   */
  commentId: number | null;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt: Date;

  /**
   * Null while it is unread.
   * @example 2026-01-31T09:45:00.000Z
   */
  readAt: Date | null;

  constructor(view: NotificationView) {
    this.id = view.id;
    this.kind = view.kind;
    this.actor = { id: view.actorId, name: view.actorName };
    this.post = { id: view.postId, title: view.postTitle };
    this.commentId = view.commentId;
    this.createdAt = view.createdAt;
    this.readAt = view.readAt;
  }
}

export class NotificationListDto {
  data!: NotificationDto[];
  meta!: PageMetaDto;
}

export class UnreadCountDto {
  /**
   * How many are unread; 1000 for as many and for more.
   * @example 3
   */
  count!: number;
}
