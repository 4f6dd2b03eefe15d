import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/**
 * How far an import is with those of its rows that go one after the other: rows with the same key are in the same lane.
 * Changed in the transaction of each batch, and so always as true as the rows.
 */
@Entity('import_lanes')
export class ImportLane {
  @PrimaryColumn('uuid', { name: 'import_id', primaryKeyConstraintName: 'import_lanes_pkey' })
  importId!: string;

  /** From 0. */
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'import_lanes_pkey' })
  lane!: number;

  @ManyToOne('Import', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'import_id', foreignKeyConstraintName: 'import_lanes_import_id_fkey' })
  import?: unknown;

  /** Where reading begins again, a record boundary: see CsvPosition. */
  @Column('bigint', { default: 0 })
  byte!: number;

  @Column('bigint', { default: 1 })
  line!: number;

  @Column('bigint', { default: 0 })
  row!: number;

  /** Rows of this lane up to this number are done. It is `row` or more: batches end within what was read at once. */
  @Column('bigint', { name: 'done_row', default: 0 })
  doneRow!: number;

  /** Whether the lane has come to the end of the file. */
  @Column('boolean', { default: false })
  finished!: boolean;

  @Column('bigint', { default: 0 })
  inserted!: number;

  @Column('bigint', { default: 0 })
  updated!: number;

  @Column('bigint', { default: 0 })
  skipped!: number;

  @Column('bigint', { default: 0 })
  rejected!: number;

  @Column('integer', { default: 0 })
  batches!: number;

  /** Batches that failed as a whole, and were tried again in parts. */
  @Column('integer', { default: 0 })
  retried!: number;
}
