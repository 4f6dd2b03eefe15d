import { ApiProperty } from '@nestjs/swagger';
import { CSV_ENCODINGS, CSV_NEWLINES, type CsvDialect } from '../../platform/csv/csv-dialect.js';
import type { Import } from './import.entity.js';
import { ratesOf, rowsOf } from './import-progress.js';
import { IMPORT_STATES, type ImportState } from './import-state.js';
import {
  CONFLICT_POLICIES,
  type ConflictPolicy,
  type ImportOptions,
  type Transform,
} from './targets/import-options.js';

export class CsvDialectDto implements CsvDialect {
  @ApiProperty({ enum: CSV_ENCODINGS, example: 'utf-8' })
  encoding!: CsvDialect['encoding'];

  /** @example "," */
  delimiter!: string;

  /** @example "\"" */
  quote!: string;

  /** The last character of a line end. */
  @ApiProperty({ enum: CSV_NEWLINES, example: '\n' })
  newline!: CsvDialect['newline'];

  /** @example true */
  header!: boolean;
}

/** All that was settled when the import was made. */
export class SettledOptionsDto {
  dialect!: CsvDialectDto;

  /** @example ["Name", "E-mail"] */
  columns!: string[];

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { 'E-mail': 'email' } })
  mapping!: Record<string, string>;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'object' } },
    example: { email: [{ do: 'trim' }] },
  })
  transforms!: Record<string, Transform[]>;

  @ApiProperty({ enum: CONFLICT_POLICIES, example: 'skip' })
  onConflict!: ConflictPolicy;

  /**
   * Absent when it follows latency and memory.
   * @example 5000
   */
  batchSize?: number;

  /** @example false */
  dryRun!: boolean;

  /** @example false */
  invite!: boolean;

  constructor({ batchSize, ...options }: ImportOptions) {
    Object.assign(this, options);
    if (batchSize !== null) this.batchSize = batchSize;
  }
}

export class ImportLinksDto {
  /** @example /api/v1/imports/0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10/events */
  events!: string;

  /** @example /api/v1/imports/0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10/rejects */
  rejects!: string;

  /** @example /api/v1/imports/0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10/rejects.csv */
  rejectsCsv!: string;

  /**
   * Of the job that does the next portion, or did the last.
   * @example /api/v1/jobs/import/5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55
   */
  job?: string;

  constructor({ id, jobId }: Import) {
    const self = `/api/v1/imports/${id}`;
    this.events = `${self}/events`;
    this.rejects = `${self}/rejects`;
    this.rejectsCsv = `${self}/rejects.csv`;
    if (jobId !== null) this.job = `/api/v1/jobs/import/${jobId}`;
  }
}

export class ImportDto {
  /** @example 0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10 */
  id!: string;

  /** @example users */
  target!: string;

  /** `failed` and `paused` ones go on by a resumption, where they stopped. */
  @ApiProperty({ enum: IMPORT_STATES, example: 'running' })
  state!: ImportState;

  /**
   * Why it has failed, or was paused by nobody, machine-readable.
   * @example too_many_rejects
   */
  reason?: string;

  /**
   * The same for people.
   * @example "More than 1000000 rows were rejected."
   */
  message?: string;

  /**
   * Absent when the file has been deleted.
   * @example 0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b0f
   */
  uploadId?: string;

  /** @example people.csv */
  fileName?: string;

  /**
   * Of the file.
   * @example 73400320
   */
  bytes!: number;

  /**
   * Of them, what has been done. Batches are done beside each other, so that it may be a little behind the rows.
   * @example 36700160
   */
  bytesDone!: number;

  /**
   * 0 to 100, by bytes.
   * @example 50
   */
  percent!: number;

  /**
   * Rows that are done: inserted, updated, skipped and rejected ones.
   * @example 500000
   */
  rows!: number;

  /** @example 495000 */
  inserted!: number;

  /** @example 0 */
  updated!: number;

  /** @example 0 */
  skipped!: number;

  /** @example 5000 */
  rejected!: number;

  /**
   * That were committed.
   * @example 50
   */
  batches!: number;

  /**
   * Batches that failed as a whole and were tried again in parts.
   * @example 1
   */
  retried!: number;

  /**
   * While it ran, so without waits and pauses.
   * @example 120000
   */
  rowsPerSecond?: number;

  /**
   * Seconds until its end at that rate; only while it is queued or runs.
   * @example 4
   */
  etaSeconds?: number;

  /**
   * The most memory (RSS) of a process that ran it.
   * @example 210763776
   */
  peakMemoryBytes?: number;

  options!: SettledOptionsDto;

  /**
   * Who asked for it; absent from the command line, and when they have been deleted.
   * @example 1
   */
  userId?: number;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:01.000Z */
  startedAt?: Date;

  /** @example 2026-01-31T09:30:09.000Z */
  finishedAt?: Date;

  links!: ImportLinksDto;

  readonly #tag: string;

  constructor(row: Import) {
    const { progress } = row;
    const { bytesDone, ...counts } = progress;
    Object.assign(this, counts, ratesOf(row));
    this.id = row.id;
    this.target = row.target;
    this.state = row.state;
    this.reason = row.reason ?? undefined;
    this.message = row.message ?? undefined;
    this.uploadId = row.uploadId ?? undefined;
    this.fileName = row.fileName ?? undefined;
    this.bytes = row.bytes;
    this.bytesDone = bytesDone;
    this.rows = rowsOf(progress);
    this.peakMemoryBytes = row.peakBytes ?? undefined;
    this.options = new SettledOptionsDto(row.options);
    this.userId = row.userId ?? undefined;
    this.createdAt = row.createdAt;
    this.startedAt = row.startedAt ?? undefined;
    this.finishedAt = row.finishedAt ?? undefined;
    this.links = new ImportLinksDto(row);
    this.#tag = `"${row.version}.${progress.batches}.${progress.retried}"`;
  }

  /** Changes with the import and with each batch. */
  entityTag(): string {
    return this.#tag;
  }
}
