import { OmitType } from '@nestjs/swagger';
import type { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import type { DailyReport } from './daily-report.entity.js';

/** By cursor only: one a day is not worth counting. */
export class ListReportsQueryDto extends OmitType(PageQueryDto, ['page']) {}

/** A number of a day, and what it was before. */
export class FigureDto {
  /** @example 12 */
  value!: number;

  /**
   * On the day before.
   * @example 9
   */
  dayBefore!: number;

  /**
   * On the same weekday a week before.
   * @example 10
   */
  weekBefore!: number;
}

/** As above, of an amount of money in minor units. */
export class AmountFigureDto {
  /** @example "125000" */
  value!: string;

  /** @example "90000" */
  dayBefore!: string;

  /** @example "100000" */
  weekBefore!: string;
}

export class CurrencyFiguresDto {
  /** @example EUR */
  currency!: string;

  transfers!: FigureDto;

  /** What users sent each other. */
  volume!: AmountFigureDto;

  /** What was brought in from outside. */
  deposits!: AmountFigureDto;
}

/** What happened on one day, from midnight to midnight in UTC. */
export class DailyReportDto {
  /** @example 2026-01-31 */
  day!: string;

  /**
   * When it was made.
   * @example 2026-02-01T00:07:00.000Z
   */
  createdAt!: Date;

  newUsers!: FigureDto;
  signIns!: FigureDto;

  /** Users who signed in, published, commented, liked or sent money. */
  activeUsers!: FigureDto;

  /** Published ones. */
  posts!: FigureDto;
  comments!: FigureDto;
  likes!: FigureDto;

  /** Background jobs that were done. */
  jobs!: FigureDto;

  /** Those that were given up. */
  failedJobs!: FigureDto;

  /** Those in which money moved on one of the three days. */
  currencies!: CurrencyFiguresDto[];

  constructor({ day, createdAt, document }: DailyReport) {
    Object.assign(this, { day, createdAt }, document);
  }

  entityTag(): string {
    return `"${this.createdAt.getTime()}"`;
  }
}

export class DailyReportListDto {
  data!: DailyReportDto[];
  meta!: PageMetaDto;
}
