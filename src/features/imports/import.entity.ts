import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, VirtualColumn } from 'typeorm';
import { declareConstraint } from '../../platform/database/constraints.js';
import { RowTime, RowVersion } from '../../platform/database/row-columns.js';
import type { ImportProgress } from './import-progress.js';
import type { ImportOptions } from './targets/import-options.js';
import { IMPORT_STATES, type ImportState } from './import-state.js';

const USER_FKEY = declareConstraint('imports_user_id_fkey', {
  code: 'unauthenticated',
  reason: 'account_gone',
  message: 'Your account has been deleted.',
});
const UPLOAD_FKEY = declareConstraint('imports_upload_id_fkey', {
  code: 'not_found',
  reason: 'upload_not_found',
  message: 'The uploaded file has been deleted.',
});

/** Rows of a file on their way into a table. How far it is, is in its lanes. */
@Entity('imports')
@Check('imports_state_check', `"state" IN (${IMPORT_STATES.map((state) => `'${state}'`).join(', ')})`)
@Check('imports_lanes_check', `"lanes" BETWEEN 1 AND 64`)
@Index('imports_created_at_idx', ['createdAt', 'id'])
@Index('imports_state_idx', ['state', 'createdAt', 'id'])
@Index('imports_target_idx', ['target', 'createdAt', 'id'])
@Index('imports_user_id_idx', ['userId'])
@Index('imports_upload_id_idx', ['uploadId'])
@Index('imports_open_idx', ['updatedAt'], { where: `"state" IN ('queued', 'running')` })
export class Import {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'imports_pkey' })
  id!: string;

  /** Who asked for it; null when they have been deleted, and from the command line. */
  @Column('bigint', { name: 'user_id', nullable: true })
  userId!: number | null;

  @ManyToOne('User', { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: USER_FKEY })
  user?: unknown;

  /** Null when the file has been deleted. */
  @Column('uuid', { name: 'upload_id', nullable: true })
  uploadId!: string | null;

  @ManyToOne('Upload', { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'upload_id', foreignKeyConstraintName: UPLOAD_FKEY })
  upload?: unknown;

  @Column('text', { name: 'file_name', nullable: true })
  fileName!: string | null;

  /** Of the file. */
  @Column('bigint')
  bytes!: number;

  /** Name of an import target. */
  @Column('text')
  target!: string;

  @Column('jsonb')
  options!: ImportOptions;

  @Column('text')
  state!: ImportState;

  /** What has become of its rows so far. */
  @VirtualColumn({ type: 'json', query: progressOf })
  progress!: ImportProgress;

  /** Why it has failed, or was paused by nobody, machine-readable. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** The same for people. */
  @Column('text', { nullable: true })
  message!: string | null;

  /** Batches that may be under way at once, each in a lane of its own. */
  @Column('smallint')
  lanes!: number;

  /** Counts the runs, so that one that was overtaken cannot commit. */
  @Column('integer', { default: 0 })
  epoch!: number;

  /** Of the job that does the next portion, or did the last; null when no worker is to run it. */
  @Column('uuid', { name: 'job_id', nullable: true })
  jobId!: string | null;

  /** Milliseconds that it ran, without waits and pauses. */
  @Column('bigint', { name: 'active_ms', default: 0 })
  activeMs!: number;

  /** The most memory (RSS) that a process had which ran it, in bytes; null before it ran. */
  @Column('bigint', { name: 'peak_bytes', nullable: true })
  peakBytes!: number | null;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;

  /** Counts the changes, from 1. */
  @RowVersion()
  version!: number;

  @RowTime('created_at')
  createdAt!: Date;

  @RowTime('updated_at')
  updatedAt!: Date;
}

// In JSON, so that bigints are numbers.
function progressOf(row: string): string {
  const sums = ['inserted', 'updated', 'skipped', 'rejected', 'batches', 'retried'];
  return `(
    SELECT json_build_object(
      'bytesDone', min(CASE WHEN "finished" THEN ${row}."bytes" ELSE "byte" END),
      ${sums.map((name) => `'${name}', sum("${name}")`).join(', ')})
    FROM "import_lanes" WHERE "import_id" = ${row}."id")`;
}
