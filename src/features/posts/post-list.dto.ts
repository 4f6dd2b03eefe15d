import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsIdList } from '../../platform/http/is-id-list.js';
import { IsText } from '../../platform/http/is-text.js';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { LookUpMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { IsTag } from '../tags/tag.dto.js';
import { PostDto } from './post.dto.js';
import { POST_SORTS, type PostSort } from './post-sorts.js';

export class ListPostsQueryDto extends PageQueryDto {
  /** Only these posts, in this order, and all of them at once: up to 100 ids. Not together with any other parameter. */
  @IsIdList()
  @MayBeAbsent()
  ids?: number[];

  /**
   * Only posts of this user.
   * @example 1
   */
  @Type(() => Number)
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsOptional()
  @IsInt()
  authorId?: number;

  /**
   * Only posts whose title contains this, without regard to case.
   * @example engine
   */
  @IsText({ min: 1, max: 200 })
  @IsOptional()
  title?: string;

  /**
   * Only posts that have this tag.
   * @example computing
   */
  @IsTag()
  @ApiPropertyOptional({ minLength: 1, maxLength: 40 })
  @IsOptional()
  tag?: string;

  /**
   * Order of the list; `-` for descending.
   * @example -publishedAt
   */
  @IsIn(Object.keys(POST_SORTS))
  @ApiPropertyOptional()
  sort: PostSort = '-publishedAt';
}

/** As above for the posts of one user. */
export class ListUserPostsQueryDto extends OmitType(ListPostsQueryDto, ['authorId', 'ids']) {}

/** The last one begun comes first. */
export class ListDraftsQueryDto extends PageQueryDto {}

export class PostListDto {
  data!: PostDto[];
  meta!: LookUpMetaDto;
}
