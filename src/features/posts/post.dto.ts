import slugify from '@sindresorhus/slugify';
import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { DEFAULT_LANGUAGE, type Language, LANGUAGES } from '../../shared/languages.js';
import { IsTags } from '../tags/tag.dto.js';
import type { ShownPost } from './post.entity.js';
import { POST_STATUSES, type PostStatus } from './post-status.js';

/** What a client says of a post; its author is who sends it, and stays. */
export class WritePostDto {
  /**
   * 1 to 200 characters on one line.
   * @example "Notes on the Analytical Engine"
   */
  @IsText({ min: 1, max: 200 })
  title!: string;

  /**
   * 1 to 50 000 characters of plain text.
   * @example "It can do whatever we know how to order it to perform."
   */
  @IsText({ min: 1, max: 50_000, multiline: true })
  body!: string;

  /** The language of title and body, by which a search finds other forms of their words; `und` for any that is not listed. */
  @IsIn(LANGUAGES)
  @MayBeAbsent()
  @ApiPropertyOptional({ enum: LANGUAGES, default: DEFAULT_LANGUAGE })
  language?: Language;

  /**
   * Up to ten words to find the post by; none when left out.
   * @example ["computing", "history"]
   */
  @IsTags()
  @MayBeAbsent()
  tags?: string[];
}

export class CreatePostDto extends WritePostDto {
  /** A draft is seen by its author only, until it is published. */
  @IsIn(POST_STATUSES)
  @MayBeAbsent()
  @ApiPropertyOptional({ enum: POST_STATUSES, default: 'published' })
  status?: PostStatus;
}

/** The fields that change; those left out stay. */
export class PatchPostDto extends PartialType(WritePostDto, { skipNullProperties: false }) {}

export class AuthorDto {
  /** @example 1 */
  id!: number;

  /** @example "Ada Lovelace" */
  name!: string;
}

export class PostDto {
  /** @example 1 */
  id!: number;

  /** @example "Notes on the Analytical Engine" */
  title!: string;

  /** @example "It can do whatever we know how to order it to perform." */
  body!: string;

  /**
   * For a URL that people read: the title in Latin letters and the id. It changes with the title; the id at its end
   * finds the post.
   * @example "notes-on-the-analytical-engine-1"
   */
  slug!: string;

  @ApiProperty({ enum: LANGUAGES, example: 'en' })
  language!: Language;

  /** In order of name. */
  @ApiProperty({ example: ['computing', 'history'] })
  tags!: string[];

  @ApiProperty({ enum: POST_STATUSES, example: 'published' })
  status!: PostStatus;

  author!: AuthorDto;

  /** @example 3 */
  commentCount!: number;

  /** @example 12 */
  likeCount!: number;

  /**
   * How often it has been shown, by `POST /posts/{id}/views`; some minutes late.
   * @example 340
   */
  viewCount!: number;

  /**
   * Absent from a draft.
   * @example 2026-01-31T09:30:00.000Z
   */
  publishedAt?: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  updatedAt!: Date;

  readonly #tag: string;

  constructor(post: ShownPost) {
    this.id = post.id;
    this.title = post.title;
    this.body = post.body;
    this.slug = slugOf(post);
    this.language = post.language;
    this.tags = post.tags;
    this.status = post.publishedAt === null ? 'draft' : 'published';
    this.author = { id: post.author.id, name: post.author.name };
    this.commentCount = post.counters?.commentCount ?? 0;
    this.likeCount = post.counters?.likeCount ?? 0;
    this.viewCount = post.counters?.viewCount ?? 0;
    if (post.publishedAt !== null) this.publishedAt = post.publishedAt;
    this.createdAt = post.createdAt;
    this.updatedAt = post.updatedAt;
    const counts = [this.commentCount, this.likeCount, this.viewCount];
    this.#tag = `"${[post.version, post.author.version, ...counts].join('.')}"`;
  }

  /** Changes with the post and with what it shows of its author and of who reads it. */
  entityTag(): string {
    return this.#tag;
  }
}

function slugOf({ id, title }: ShownPost): string {
  const words = slugify(title, { decamelize: false }).slice(0, 80).replace(/-$/, '');
  return words === '' ? String(id) : `${words}-${id}`;
}
