import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';

export class SuggestPostsQueryDto {
  /**
   * What somebody has typed so far, mistakes and all.
   * @example anlytical
   */
  @IsText({ min: 3, max: 200 })
  q!: string;

  /**
   * Titles at the most, 1 to 50.
   * @example 5
   */
  @Type(() => Number)
  @Min(1)
  @Max(50)
  @ApiPropertyOptional()
  @IsInt()
  limit: number = 5;
}

export class TitleSuggestionDto {
  /**
   * Of the post.
   * @example 1
   */
  id!: number;

  /** @example "Notes on the Analytical Engine" */
  title!: string;

  /**
   * Of what was typed to some words of the title: 1 is the same.
   * @example 0.61
   */
  similarity!: number;
}

export class TitleSuggestionListDto {
  data!: TitleSuggestionDto[];
}
