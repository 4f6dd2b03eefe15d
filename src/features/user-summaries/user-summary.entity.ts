import { ViewColumn, ViewEntity } from 'typeorm';

/** What a user has published, and what came of it. The migration that makes the view says how. */
@ViewEntity('user_post_summary', { synchronize: false })
export class UserSummary {
  @ViewColumn({ name: 'user_id' })
  userId!: number;

  @ViewColumn()
  name!: string;

  @ViewColumn({ name: 'post_count' })
  postCount!: number;

  @ViewColumn({ name: 'tag_count' })
  tagCount!: number;

  @ViewColumn({ name: 'comment_count' })
  commentCount!: number;

  @ViewColumn({ name: 'like_count' })
  likeCount!: number;

  /** Null for who has published nothing. */
  @ViewColumn({ name: 'first_published_at' })
  firstPublishedAt!: Date | null;

  @ViewColumn({ name: 'last_published_at' })
  lastPublishedAt!: Date | null;
}
