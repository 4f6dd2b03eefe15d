import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { BatchMetaDto, RowResultDto } from '../../platform/batches/batch.dto.js';
import { CreatePostDto, PostDto } from '../posts/post.dto.js';

/** Several new posts. */
export class CreatePostsDto {
  /** 1 to 1000 posts. */
  // Each of them is checked on its own, because one that is wrong need not be the end of the others.
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsArray()
  posts!: CreatePostDto[];
}

export class CreatedPostsDto {
  /** In the order of the request. */
  data!: PostDto[];
}

export class PostResultDto extends RowResultDto {
  post?: PostDto;
}

export class PostResultsDto {
  /** In the order of the request. */
  data!: PostResultDto[];
  meta!: BatchMetaDto;
}
