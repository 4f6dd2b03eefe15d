import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

@Entity('post_tags')
@Index('post_tags_tag_idx', ['tag', 'postId'])
export class PostTag {
  @PrimaryColumn('bigint', { name: 'post_id', primaryKeyConstraintName: 'post_tags_pkey' })
  postId!: number;

  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'post_tags_pkey' })
  tag!: string;

  @ManyToOne('Post', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'post_tags_post_id_fkey' })
  post?: unknown;

  @ManyToOne('Tag', { nullable: false })
  @JoinColumn({ name: 'tag', foreignKeyConstraintName: 'post_tags_tag_fkey' })
  tagged?: unknown;
}
