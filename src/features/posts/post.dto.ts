import { PartialType } from '@nestjs/swagger';
import { IsText } from '../../platform/http/is-text.js';
import type { Post } from './post.entity.js';

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

  author!: AuthorDto;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  updatedAt!: Date;

  readonly #tag: string;

  constructor(post: Post) {
    this.id = post.id;
    this.title = post.title;
    this.body = post.body;
    this.author = { id: post.author.id, name: post.author.name };
    this.createdAt = post.createdAt;
    this.updatedAt = post.updatedAt;
    this.#tag = `"${post.version}.${post.author.version}"`;
  }

  /** Changes with the post and with what it shows of its author. */
  entityTag(): string {
    return this.#tag;
  }
}
