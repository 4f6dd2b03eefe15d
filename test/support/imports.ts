import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Import } from '../../src/features/imports/import.entity.js';
import { ImportsService } from '../../src/features/imports/imports.service.js';
import type { RejectedRow } from '../../src/features/imports/rejects/row-fault.js';
import { ImportRuns, type PortionOutcome } from '../../src/features/imports/runs/import-runs.service.js';
import type { ImportOptions } from '../../src/features/imports/targets/import-options.js';
import { UploadsService } from '../../src/features/uploads/uploads.service.js';
import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { Database } from '../../src/platform/database/database.js';
import type { LogLines } from './log-lines.ts';
import { startWorker } from './worker.ts';

export interface ImportCounts {
  inserted: number;
  updated: number;
  skipped: number;
  rejected: number;
}

/** Imports that are run by whoever tests them, with the worker's own parts and no job. */
export class TestImports {
  readonly dataSource: DataSource;

  constructor(
    readonly app: INestApplicationContext,
    readonly log: LogLines,
  ) {
    this.dataSource = app.get(DataSource);
  }

  static async open(overrides: Record<string, string> = {}): Promise<TestImports> {
    const { app, log } = await startWorker({
      WORKER_QUEUES: 'media',
      DATABASE_REPLICA_URLS: '',
      ...overrides,
    });
    return new TestImports(app, log);
  }

  get runs(): ImportRuns {
    return this.app.get(ImportRuns, { strict: false });
  }

  /** Makes an import of a file whose columns are named like the fields; it waits for whoever runs it. */
  async make(
    file: string | Readable,
    options: Partial<ImportOptions> = {},
    { target = 'users', enqueue = false } = {},
  ): Promise<string> {
    const source = typeof file === 'string' ? Readable.from([Buffer.from(file)]) : file;
    const uploads = this.app.get(UploadsService, { strict: false });
    // As in a request, which reads what it has written.
    const context = new RequestContext(randomUUID());
    const upload = await runInContext(context, () => uploads.receive(null, 'rows.csv', source));
    const settled = { ...(typeof file === 'string' ? optionsOf(file) : {}), ...options } as ImportOptions;
    const made = await this.app
      .get(Database)
      .transaction('test.import', (tx) =>
        this.app
          .get(ImportsService, { strict: false })
          .create(tx, null, { upload, target, options: settled, enqueue }),
      );
    return made.id;
  }

  /** Runs portions until there are no more. */
  async run(id: string, signal: AbortSignal = new AbortController().signal): Promise<PortionOutcome> {
    for (;;) {
      const outcome = await this.runs.runPortion(id, { signal });
      if (outcome !== 'more') return outcome;
    }
  }

  /** Makes an import and runs it to its end. */
  async import(file: string, options: Partial<ImportOptions> = {}, target?: string): Promise<string> {
    const id = await this.make(file, options, { target });
    await this.run(id);
    return id;
  }

  async find(id: string): Promise<Pick<Import, 'state' | 'reason' | 'epoch'> | undefined> {
    const [found] = await this.ask<Import>('SELECT * FROM imports WHERE id = $1', [id]);
    return found;
  }

  async counts(id: string): Promise<ImportCounts> {
    const [row] = await this.ask<ImportCounts>(
      `SELECT sum(inserted)::int AS inserted, sum(updated)::int AS updated, sum(skipped)::int AS skipped,
         sum(rejected)::int AS rejected FROM import_lanes WHERE import_id = $1`,
      [id],
    );
    return row ?? { inserted: 0, updated: 0, skipped: 0, rejected: 0 };
  }

  rejects(id: string): Promise<RejectedRow[]> {
    return this.ask(
      'SELECT "row", line, fields, faults FROM import_rejects WHERE import_id = $1 ORDER BY "row"',
      [id],
    );
  }

  async ask<Row>(sql: string, values?: unknown[]): Promise<Row[]> {
    return this.dataSource.query<Row[]>(sql, values);
  }
}

/** Of a file with a header, in UTF-8 and with commas, whose columns are named like the fields. */
function optionsOf(file: string): ImportOptions {
  const columns = (file.split('\n')[0] ?? '').split(',');
  return {
    dialect: { encoding: 'utf-8', delimiter: ',', quote: '"', newline: '\n', header: true },
    columns,
    mapping: Object.fromEntries(columns.map((column) => [column, column])),
    transforms: {},
    onConflict: 'reject',
    batchSize: null,
    dryRun: false,
    invite: false,
  };
}
