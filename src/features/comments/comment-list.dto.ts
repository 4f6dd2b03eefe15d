import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { CommentDto } from './comment.dto.js';
import { COMMENT_SORTS, type CommentSort } from './comment-sorts.js';
import type { Thread } from './discussions.service.js';

export class ListCommentsQueryDto extends PageQueryDto {
  /**
   * Order of the list; `-` for descending.
   * @example createdAt
   */
  @IsIn(Object.keys(COMMENT_SORTS))
  @ApiPropertyOptional()
  sort: CommentSort = '-createdAt';
}

/** A comment on a post, with how its discussion begins. */
export class ThreadDto extends CommentDto {
  /** The first three replies, the oldest first. */
  replies: CommentDto[];

  constructor({ comment, replies }: Thread) {
    super(comment);
    this.replies = replies.map((reply) => new CommentDto(reply));
  }
}

export class ThreadListDto {
  data!: ThreadDto[];
  meta!: PageMetaDto;
}

export class CommentListDto {
  data!: CommentDto[];
  meta!: PageMetaDto;
}
