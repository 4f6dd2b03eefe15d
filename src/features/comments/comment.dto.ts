import { PartialType, PickType } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { AuthorDto } from '../posts/post.dto.js';
import type { ShownComment } from './comment.cache.js';

/** What a client says; its author is who sends it. */
export class WriteCommentDto {
  /**
   * 1 to 5000 characters of plain text.
   * @example "It weaves algebraical patterns just as the loom weaves flowers and leaves."
   */
  @IsText({ min: 1, max: 5000, multiline: true })
  body!: string;

  /**
   * The comment on the same post that this replies to; absent for a comment on the post itself.
   * @example 1
   */
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @MayBeAbsent()
  @IsInt()
  parentId?: number;
}

/** The fields that change. What a comment replies to stays. */
export class PatchCommentDto extends PartialType(PickType(WriteCommentDto, ['body']), {
  skipNullProperties: false,
}) {}

export class CommentDto {
  /** @example 2 */
  id!: number;

  /** @example 1 */
  postId!: number;

  /**
   * What it replies to; null for a comment on the post itself.
   * @example 1
   */
  parentId!: number | null;

  /**
   * 0 for a comment on the post itself, else one more than that of what it replies to; 10 at most.
   * @example 1
   */
  depth!: number;

  /**
   * Whether it has been deleted: then its text and its author are not shown any more.
   * @example false
   */
  deleted!: boolean;

  /** @example "It weaves algebraical patterns just as the loom weaves flowers and leaves." */
  body!: string | null;

  /** @example { "id": 1, "name": "Ada Lovelace" } */
  author!: AuthorDto | null;

  /**
   * Direct replies that are not deleted.
   * @example 0
   */
  replyCount!: number;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  updatedAt!: Date;

  readonly #tag: string;

  constructor(comment: ShownComment) {
    const { author, version, counters } = comment;
    this.id = comment.id;
    this.postId = comment.postId;
    this.parentId = comment.parentId;
    this.depth = comment.depth;
    this.deleted = comment.deletedAt !== null;
    this.body = this.deleted ? null : comment.body;
    this.author = this.deleted ? null : { id: author.id, name: author.name };
    this.replyCount = counters?.replyCount ?? 0;
    this.createdAt = comment.createdAt;
    this.updatedAt = comment.updatedAt;
    this.#tag = `"${version}.${author.version}.${this.replyCount}"`;
  }

  /** Changes with the comment, with what it shows of its author, and with the number of replies. */
  entityTag(): string {
    return this.#tag;
  }
}
