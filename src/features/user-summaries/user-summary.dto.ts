import { createHash } from 'node:crypto';
import type { UserSummary } from './user-summary.entity.js';

/** What a user has published, and what came of it. */
export class UserSummaryDto {
  /** @example 1 */
  userId!: number;

  /** @example "Ada Lovelace" */
  name!: string;

  /**
   * Published posts.
   * @example 36
   */
  postCount!: number;

  /**
   * Different tags of those posts.
   * @example 5
   */
  tagCount!: number;

  /**
   * Comments on those posts.
   * @example 110
   */
  commentCount!: number;

  /**
   * Likes of those posts.
   * @example 412
   */
  likeCount!: number;

  /**
   * Absent while nothing is published, as is the next.
   * @example 2026-01-31T09:30:00.000Z
   */
  firstPublishedAt?: Date;

  /** @example 2026-06-30T18:00:00.000Z */
  lastPublishedAt?: Date;

  constructor(summary: UserSummary) {
    this.userId = summary.userId;
    this.name = summary.name;
    this.postCount = summary.postCount;
    this.tagCount = summary.tagCount;
    this.commentCount = summary.commentCount;
    this.likeCount = summary.likeCount;
    if (summary.firstPublishedAt) this.firstPublishedAt = summary.firstPublishedAt;
    if (summary.lastPublishedAt) this.lastPublishedAt = summary.lastPublishedAt;
  }

  /** Of the content, because what it is added up from has no version in common. */
  entityTag(): string {
    return `"${createHash('sha256').update(JSON.stringify(this)).digest('base64url').slice(0, 22)}"`;
  }
}
