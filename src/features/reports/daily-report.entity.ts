import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Figures } from './report-figures.js';

/** What happened on one day, of midnight to midnight in UTC, as it was found when the report was made. */
@Entity('daily_reports')
export class DailyReport {
  /** `2026-01-31`. */
  @PrimaryColumn('date', { primaryKeyConstraintName: 'daily_reports_pkey' })
  day!: string;

  @Column('jsonb')
  document!: Figures;

  @Column({ type: 'timestamptz', precision: 3, name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
