import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { PostDto } from './post.dto.js';
import { POST_SORTS, type PostSort } from './post-sorts.js';

export class ListPostsQueryDto extends PageQueryDto {
  /**
   * Only posts of this user.
   * @example 1
   */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsOptional()
  authorId?: number;

  /**
   * Only posts whose title contains this, without regard to case.
   * @example engine
   */
  @IsText({ min: 1, max: 200 })
  @IsOptional()
  title?: string;

  /**
   * Order of the list; `-` for descending.
   * @example -createdAt
   */
  @IsIn(Object.keys(POST_SORTS))
  @ApiPropertyOptional()
  sort: PostSort = '-createdAt';
}

/** As above for the posts of one user. */
export class ListUserPostsQueryDto extends OmitType(ListPostsQueryDto, ['authorId']) {}

export class PostListDto {
  data!: PostDto[];
  meta!: PageMetaDto;
}
