import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CsvDialectDto } from '../import.dto.js';
import { RowFaultDto } from '../rejects/import-reject.dto.js';
import { IMPORT_TARGETS } from '../targets/import-targets.js';

const SNIFFED_BY = ['given', 'found', 'guessed'] as const;
type SniffedBy = (typeof SNIFFED_BY)[number];

/** What each property of the dialect rests on: said by the client, found in the file, or guessed. */
export class SniffedByDto {
  @ApiProperty({ enum: SNIFFED_BY, example: 'found' })
  encoding!: SniffedBy;

  @ApiProperty({ enum: SNIFFED_BY, example: 'found' })
  delimiter!: SniffedBy;

  @ApiProperty({ enum: SNIFFED_BY, example: 'guessed' })
  quote!: SniffedBy;

  @ApiProperty({ enum: SNIFFED_BY, example: 'found' })
  newline!: SniffedBy;

  @ApiProperty({ enum: SNIFFED_BY, example: 'guessed' })
  header!: SniffedBy;
}

export class TargetFieldDto {
  /** @example email */
  name!: string;

  /** @example true */
  required!: boolean;
}

export class PreviewErrorDto {
  /** @example mapping */
  field!: string;

  /** @example fieldMissing */
  code!: string;

  /** @example "name is required: map a column to it, or make it by a default or a template" */
  message!: string;
}

export class PreviewRowDto {
  /**
   * Number of the row, from 1.
   * @example 1
   */
  row!: number;

  /**
   * Line of the file where it begins, from 1.
   * @example 2
   */
  line!: number;

  /** As the file has them. */
  @ApiProperty({ example: ['Emmy Noether', 'Emmy.Noether@example.com'] })
  fields!: string[];

  /** By field of the target; those that are empty or wrong are left out. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { name: 'Emmy Noether', email: 'emmy.noether@example.com' },
  })
  values!: Record<string, string>;

  /** What is wrong; none when the row would be taken. */
  faults!: RowFaultDto[];
}

export class PreviewProblemDto {
  /**
   * Absent when it is the row as a whole.
   * @example email
   */
  field?: string;

  /** @example isEmail */
  code!: string;

  /**
   * Rows of the sample that have it.
   * @example 3
   */
  rows!: number;
}

/** What an import of a file would do, judged by how the file begins. Nothing is kept of it. */
export class PreviewDto {
  /** The one that was asked for, or that the columns fit best; absent when they fit none. */
  @ApiPropertyOptional({ enum: IMPORT_TARGETS, example: 'users' })
  target?: string;

  dialect!: CsvDialectDto;

  dialectBy!: SniffedByDto;

  /** @example ["Name", "E-mail", "Department"] */
  columns!: string[];

  /**
   * Names that stand more than once in the header.
   * @example []
   */
  duplicates!: string[];

  /** Of the target. */
  fields!: TargetFieldDto[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { Name: 'name', 'E-mail': 'email' },
  })
  mapping!: Record<string, string>;

  /** What is missing before the import can be made. */
  errors!: PreviewErrorDto[];

  /**
   * For people: what to look at twice.
   * @example ["Column Department is left out."]
   */
  warnings!: string[];

  /**
   * Rows that were looked at.
   * @example 612
   */
  sampled!: number;

  /** The first 20. */
  rows!: PreviewRowDto[];

  /** What is wrong with rows of the sample, the most frequent first. */
  problems!: PreviewProblemDto[];
}
