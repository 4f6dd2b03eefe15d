import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { PostDto, CreatePostDto } from './post.dto.js';

/** Several new posts. */
export class CreatePostsDto {
  /** 1 to 1000 posts. All of them are created, or none. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  // What is nested looks into a list in the place of a post, and an empty one has no faults.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CreatePostDto)
  posts!: CreatePostDto[];
}

export class CreatedPostsDto {
  /** In the order of the request. */
  data!: PostDto[];
}
