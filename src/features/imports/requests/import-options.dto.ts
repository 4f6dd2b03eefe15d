import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsObject, IsUUID, Matches, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.js';
import { CSV_ENCODINGS, type CsvEncoding } from '../../../platform/csv/csv-dialect.js';
import { CONFLICT_POLICIES, type ConflictPolicy, type Transform } from '../targets/import-options.js';
import { IMPORT_TARGETS } from '../targets/import-targets.js';

const ONE_CHARACTER = '^[\\t -~]$';
const NO_QUOTE = '^[\\t !#-~]$';

/** What somebody wants of an import. What is left out is found in the first rows of the file. */
export class ImportOptionsDto {
  /**
   * What the rows become.
   * @example users
   */
  @IsIn(IMPORT_TARGETS)
  @ApiProperty({ enum: IMPORT_TARGETS })
  target!: string;

  /** Column of the file → field of the target; columns that are not named are left out. */
  @IsObject()
  @MayBeAbsent()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'E-mail': 'email', Name: 'name' },
  })
  mapping?: Record<string, string>;

  /**
   * By field, steps from the text of its column to its own, done in order: `trim`, `lower`, `upper`, `default`
   * (`value`), `split` (`separator`, `part`), `date` (`format`), `number` (`decimal`, `thousands`), `template`
   * (`template`).
   */
  @IsObject()
  @MayBeAbsent()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'object' } },
    example: { email: [{ do: 'trim' }, { do: 'lower' }] },
  })
  transforms?: Record<string, Transform[]>;

  /** One character between fields. */
  @Matches(new RegExp(NO_QUOTE), { message: 'delimiter must be one ASCII character and not "' })
  @MayBeAbsent()
  @ApiPropertyOptional({ type: 'string', pattern: NO_QUOTE, example: ';' })
  delimiter?: string;

  @IsIn(CSV_ENCODINGS)
  @MayBeAbsent()
  @ApiPropertyOptional({ enum: CSV_ENCODINGS, example: 'utf-8' })
  encoding?: CsvEncoding;

  /** One character around fields, another one than between them. */
  @Matches(new RegExp(ONE_CHARACTER), { message: 'quote must be one ASCII character' })
  @MayBeAbsent()
  @ApiPropertyOptional({ type: 'string', pattern: ONE_CHARACTER, example: '"' })
  quote?: string;

  /** Whether the first record names the columns. */
  @IsBoolean()
  @MayBeAbsent()
  @ApiPropertyOptional({ example: true })
  header?: boolean;

  /** What becomes of rows whose key is in the table already, or came before in the file. */
  @IsIn(CONFLICT_POLICIES)
  @MayBeAbsent()
  @ApiPropertyOptional({ enum: CONFLICT_POLICIES, default: 'skip' })
  onConflict?: ConflictPolicy;

  /** Rows of a batch; as many as suits time and memory when left out. */
  @Min(1)
  @Max(50_000)
  @MayBeAbsent()
  @ApiPropertyOptional({ example: 5000 })
  @IsInt()
  batchSize?: number;

  /** Whether everything is tried, and nothing kept but what would be rejected. */
  @IsBoolean()
  @MayBeAbsent()
  @ApiPropertyOptional({ default: false, example: false })
  dryRun?: boolean;

  /** Whether new users without a password are invited by mail. */
  @IsBoolean()
  @MayBeAbsent()
  @ApiPropertyOptional({ default: false, example: false })
  invite?: boolean;
}

export class CreateImportDto extends ImportOptionsDto {
  /**
   * A file that was sent before, by POST /api/v1/uploads.
   * @example 0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10
   */
  @IsUUID()
  uploadId!: string;
}
