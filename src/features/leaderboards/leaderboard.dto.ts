import { PickType } from '@nestjs/swagger';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import type { PostDto } from '../posts/post.dto.js';

export class LeaderboardQueryDto extends PickType(PageQueryDto, ['limit']) {}

export class LeaderboardMetaDto {
  /**
   * Entries at the most.
   * @example 20
   */
  limit!: number;
}

export class TopPostsDto {
  data!: PostDto[];
  meta!: LeaderboardMetaDto;
}

export class TopUserDto {
  /** @example 1 */
  id!: number;

  /** @example "Ada Lovelace" */
  name!: string;

  /**
   * Published posts.
   * @example 36
   */
  postCount!: number;
}

export class TopUsersDto {
  data!: TopUserDto[];
  meta!: LeaderboardMetaDto;
}
