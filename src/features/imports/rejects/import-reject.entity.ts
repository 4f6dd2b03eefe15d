import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { RejectedRow, RowFault } from './row-fault.js';

/** A row of a file that an import did not take. */
@Entity('import_rejects')
export class ImportReject implements RejectedRow {
  @PrimaryColumn('uuid', { name: 'import_id', primaryKeyConstraintName: 'import_rejects_pkey' })
  importId!: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'import_rejects_pkey' })
  row!: number;

  @ManyToOne('Import', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'import_id', foreignKeyConstraintName: 'import_rejects_import_id_fkey' })
  import?: unknown;

  @Column('bigint')
  line!: number;

  @Column('text', { array: true })
  fields!: string[];

  @Column('jsonb')
  faults!: RowFault[];
}
