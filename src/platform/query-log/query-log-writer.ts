import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { AppError } from '../../shared/app-error.js';
import { within } from '../../shared/within.js';
import { CONFIG, type Config } from '../../config/config.js';
import { currentContext } from '../context/request-context.js';
import { DatabaseCluster } from '../database/nodes/cluster.js';
import { withPrimary } from '../database/nodes/with-primary.js';
import { translateSqlError } from '../database/sql-error.js';
import { type StatementListener, StatementLog } from '../database/statement-log.js';
import { QueryLogBuffer } from './query-log-buffer.js';
import { queryLogEntries, queryLogFailures } from './query-log-metrics.js';
import { QueryLogTable } from './query-log-table.js';
import { QuerySampler } from './query-sampler.js';

const INTERVAL_MS = 1000;
const ENOUGH = 500;
const LAST_WRITE_MS = 3000;

/**
 * Keeps a share of all statements and writes them, many at a time, beside the requests that sent them. Nothing waits
 * for it: what finds no room is dropped and counted, and so is what the database refuses.
 */
@Injectable()
export class QueryLogWriter implements OnModuleInit {
  readonly #logger = new Logger('QueryLog');
  readonly #buffer: QueryLogBuffer;
  readonly #sampler: QuerySampler;
  readonly #table = new QueryLogTable();
  readonly #stop = new AbortController();
  #wake?: () => void;
  #running?: Promise<void>;
  #failing = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly statements: StatementLog,
    private readonly cluster: DatabaseCluster,
  ) {
    const { sample, slowMs, buffer } = config.queryLog;
    this.#sampler = new QuerySampler(sample, slowMs);
    this.#buffer = new QueryLogBuffer(buffer);
  }

  onModuleInit(): void {
    if (this.config.queryLog.sample === 0) return;
    this.statements.listen(this.#take);
    this.#running = this.#run();
    this.cluster.beforeStop(() => this.#close());
  }

  // For each statement of the process, so what is not kept must cost nothing.
  readonly #take: StatementListener = (stats, sql, durationMs, failed, rows = 0, node) => {
    const weight = this.#sampler.weightOf(durationMs);
    if (weight === 0 || !node) return;
    const { fingerprint } = stats;
    const context = currentContext();
    const { name, role } = node;
    const entry = {
      ...{ at: Date.now(), fingerprint, durationMs, rows, failed, node: name, role, weight },
      origin: context?.origin?.(),
      requestId: context?.requestId,
    };
    if (!this.#buffer.add(entry, stats, sql)) queryLogEntries.inc({ outcome: 'dropped' });
    else if (this.#buffer.entries.length % ENOUGH === 0) this.#wake?.();
  };

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const wake = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([wake, sleep(INTERVAL_MS, undefined, { ref: false, signal })]).catch(() => {});
      if (!signal.aborted && this.#mayWrite()) await this.#write();
    }
  }

  async #close(): Promise<void> {
    this.#stop.abort();
    const written = (async () => {
      await this.#running;
      await this.#write();
    })();
    await within(LAST_WRITE_MS, written).catch((err: unknown) => {
      this.#logger.warn({ msg: 'the end of the query log is lost', err });
    });
  }

  /** Requests come first, as long as there is room to wait. */
  #mayWrite(): boolean {
    const { entries, room } = this.#buffer;
    const { primary } = this.cluster;
    if (!primary) return false;
    return entries.length > room / 2 || (!primary.pool.exhausted && primary.pool.counts().waiting === 0);
  }

  async #write(): Promise<void> {
    const entries = [...this.#buffer.entries];
    const shapes = [...this.#buffer.shapes];
    if (entries.length === 0) return;
    try {
      const newDay = await withPrimary(this.cluster, (client) => this.#table.write(client, entries, shapes));
      this.#buffer.remove(entries.length, shapes.length);
      if (newDay) this.#buffer.forgetShapes();
      queryLogEntries.inc({ outcome: 'written' }, entries.length);
      if (this.#failing) this.#logger.log({ msg: 'query log is written again' });
      this.#failing = false;
    } catch (error) {
      this.#failed(error, entries.length, shapes.length);
    }
  }

  // What the database cannot take now waits for another time; what it refuses would be refused for ever.
  #failed(err: unknown, entries: number, shapes: number): void {
    queryLogFailures.inc();
    const known = translateSqlError(err);
    if (!(known instanceof AppError && known.code === 'unavailable')) {
      this.#buffer.remove(entries, shapes);
      queryLogEntries.inc({ outcome: 'refused' }, entries);
    }
    if (!this.#failing) this.#logger.warn({ msg: 'query log is not written', err });
    this.#failing = true;
  }
}
