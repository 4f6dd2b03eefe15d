import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';

const USER_FKEY = declareConstraint('uploads_user_id_fkey', {
  code: 'unauthenticated',
  reason: 'account_gone',
  message: 'Your account has been deleted.',
});

/** A file that somebody sent to be worked on. A row is there before its file and goes after it, so that no file is forgotten. */
@Entity('uploads')
@Check('uploads_state_check', `"state" IN ('uploading', 'uploaded')`)
@Index('uploads_user_id_created_at_idx', ['userId', 'createdAt', 'id'])
@Index('uploads_created_at_idx', ['createdAt'])
export class Upload {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'uploads_pkey' })
  id!: string;

  /** Null when the user has been deleted. */
  @Column('bigint', { name: 'user_id', nullable: true })
  userId!: number | null;

  @ManyToOne('User', { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: USER_FKEY })
  user?: unknown;

  @Column('text')
  state!: 'uploading' | 'uploaded';

  /** As its sender called it; null when they did not. */
  @Column('text', { name: 'file_name', nullable: true })
  fileName!: string | null;

  /** Null until all of it is there. */
  @Column('bigint', { nullable: true })
  bytes!: number | null;

  /** Of its content, 64 hexadecimal digits; null until all of it is there. */
  @Column('text', { nullable: true })
  sha256!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
