import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** What a row of a dry run would have become, for later rows with the same key. Gone when the dry run is over. */
@Entity('import_dry_rows')
export class DryRow {
  @PrimaryColumn('uuid', { name: 'import_id', primaryKeyConstraintName: 'import_dry_rows_pkey' })
  importId!: string;

  /** A hash of the key. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'import_dry_rows_pkey' })
  key!: string;

  @ManyToOne('Import', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'import_id', foreignKeyConstraintName: 'import_dry_rows_import_id_fkey' })
  import?: unknown;

  @Column('jsonb')
  values!: Record<string, unknown>;
}
