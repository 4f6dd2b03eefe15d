import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { DEFAULT_LANGUAGE, type Language, LANGUAGES } from '../../shared/languages.js';
import { PostDto } from '../posts/post.dto.js';
import type { FoundPost } from './post-search.service.js';
import { segmentsOf } from './segments.js';

/** By cursor only: all that is found would have to be counted, and nobody reads the hundredth page. */
export class SearchPostsQueryDto extends OmitType(PageQueryDto, ['page', 'limit']) {
  /**
   * Words that all have to be there; "some words" in this order, `or` between alternatives, `-` before what must not be
   * there.
   * @example "analytical engine" -difference
   */
  @IsText({ min: 1, max: 200 })
  q!: string;

  /** The language of the words and of the posts; `und` for any that is not listed. */
  @IsIn(LANGUAGES)
  @ApiPropertyOptional({ enum: LANGUAGES, default: DEFAULT_LANGUAGE })
  language: Language = DEFAULT_LANGUAGE;

  /**
   * Posts a page, 1 to 50.
   * @example 20
   */
  @Type(() => Number)
  @Min(1)
  @Max(50)
  @ApiPropertyOptional()
  @IsInt()
  limit: number = 20;
}

export class SegmentDto {
  /**
   * Plain text, of which nothing is escaped.
   * @example engine
   */
  text!: string;

  /**
   * Whether this is what was searched for.
   * @example true
   */
  match!: boolean;
}

/** The texts of a post, cut where the matches are. Put together they are the text again. */
export class HighlightsDto {
  /** All of the title. */
  title!: SegmentDto[];

  /** The parts of the body that show most of the words, with `…` between them; else its beginning. */
  body!: SegmentDto[];
}

export class PostHitDto {
  post!: PostDto;

  /**
   * How well the post fits: comparable within one search only.
   * @example 0.42
   */
  rank!: number;

  highlights!: HighlightsDto;

  constructor({ post, hit }: FoundPost) {
    this.post = new PostDto(post);
    this.rank = hit.rank;
    this.highlights = { title: segmentsOf(hit.title), body: segmentsOf(hit.body) };
  }
}

export class SearchMetaDto extends OmitType(PageMetaDto, ['page', 'total', 'pages']) {
  /**
   * When nothing was found: a question that would find something, and may have been meant.
   * @example analytical engine
   */
  suggestion?: string;
}

export class PostHitListDto {
  data!: PostHitDto[];

  @ApiProperty({ type: () => SearchMetaDto })
  meta!: SearchMetaDto;
}
