import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  Unique,
  VirtualColumn,
} from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';
import { DEFAULT_LANGUAGE, type Language, LANGUAGES, SEPARATORS } from '../../shared/languages.js';
import type { PostCounters } from '../counters/post-counters.entity.js';
import { RowId, RowTime, RowVersion } from '../../platform/database/row-columns.js';

const AUTHOR_FKEY = declareConstraint('posts_author_id_fkey', {
  code: 'unauthenticated',
  reason: 'account_gone',
  message: 'Your account has been deleted.',
});

const EXTERNAL_ID_KEY = declareConstraint('posts_external_id_key', {
  code: 'conflict',
  reason: 'external_id_taken',
  field: 'externalId',
  message: 'There is a post with this external id already.',
});

const COMMAS = `'${SEPARATORS}', '${','.repeat(SEPARATORS.length)}'`;

/** What a post shows of its author. */
export interface Author {
  id: number;
  name: string;
  version: number;
}

/** A text that a user wrote: a draft until it is published. The database keeps `version`, `createdAt` and `updatedAt` by trigger. */
@Entity('posts')
@Unique(EXTERNAL_ID_KEY, ['externalId'])
@Check('posts_title_check', `char_length("title") BETWEEN 1 AND 200`)
@Check('posts_body_check', `char_length("body") BETWEEN 1 AND 50000`)
@Check('posts_language_check', `"language" IN (${LANGUAGES.map((tag) => `'${tag}'`).join(', ')})`)
@Index('posts_created_at_idx', ['createdAt', 'id'])
@Index('posts_title_idx', ['title', 'id'])
@Index('posts_author_id_created_at_idx', ['authorId', 'createdAt', 'id'])
@Index('posts_published_at_idx', ['publishedAt', 'id'])
@Index('posts_author_id_published_at_idx', ['authorId', 'publishedAt', 'id'])
// gin_trgm_ops, for `title` containing a text: TypeORM cannot describe operator classes.
@Index('posts_title_trgm_idx', { synchronize: false })
// GIN, for `search`, and without drafts.
@Index('posts_search_idx', { synchronize: false })
export class Post {
  @RowId('posts_pkey')
  id!: number;

  @Column('bigint', { name: 'author_id' })
  authorId!: number;

  // By name, so that posts need nothing of the users' tables but the foreign key.
  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'author_id', foreignKeyConstraintName: AUTHOR_FKEY })
  author!: Author;

  @Column('text')
  title!: string;

  @Column('text')
  body!: string;

  /** By whose rules words are found. */
  @Column('text', { default: DEFAULT_LANGUAGE })
  language!: Language;

  /** The stems of its words and where they stand, which the database keeps; features/search asks it. */
  @Column({
    type: 'tsvector',
    select: false,
    insert: false,
    update: false,
    nullable: true,
    generatedType: 'STORED',
    asExpression: `setweight(to_tsvector(search_configuration("language"), translate("title", ${COMMAS})), 'A') || setweight(to_tsvector(search_configuration("language"), translate("body", ${COMMAS})), 'B')`,
  })
  search!: never;

  /** Null for a draft. */
  @Column({
    type: 'timestamptz',
    name: 'published_at',
    precision: 3,
    nullable: true,
    default: () => 'now()',
  })
  publishedAt!: Date | null;

  /** What another system knows it by, from which it was imported. */
  @Column('text', { name: 'external_id', nullable: true, select: false })
  externalId?: string | null;

  /** In order of name. */
  @VirtualColumn({
    type: 'text',
    query: (post) => `ARRAY(SELECT "tag" FROM "post_tags" WHERE "post_id" = ${post}."id" ORDER BY "tag")`,
  })
  tags!: string[];

  /** Absent while there is nothing to count. */
  @OneToOne('PostCounters', 'post')
  counters?: Pick<PostCounters, 'postId' | 'commentCount' | 'likeCount' | 'viewCount'> | null;

  /** Counts the changes, from 1. */
  @RowVersion()
  version!: number;

  @RowTime('created_at')
  createdAt!: Date;

  @RowTime('updated_at')
  updatedAt!: Date;
}

/** What is shown of a post. */
export type ShownPost = Omit<Post, 'search' | 'externalId'>;
