import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { StatementObserver } from './statement-client.js';
import { shapeOf } from './statement-shape.js';

/** Time spent on all statements of one shape, in milliseconds. */
export interface StatementStats {
  /** First 12 hex digits of the SHA-256 of `shape`. */
  fingerprint: string;
  /** The SQL with every literal and list replaced, so that it holds no value. */
  shape: string;
  calls: number;
  failures: number;
  totalMs: number;
  maxMs: number;
}

/** What is told of a statement after it was counted: its statistics, and what the observer was told. */
export type StatementListener = (stats: StatementStats, ...facts: Parameters<StatementObserver>) => void;

const SHAPES_KEPT = 1000;

/** Adds up durations by statement fingerprint and logs the slow ones, without their values. */
export class StatementLog {
  readonly #logger = new Logger('Statements');
  readonly #bySql = new Map<string, StatementStats>();
  #listener?: StatementListener;

  constructor(private readonly slowMs: number) {}

  /** Statistics of the shapes seen lately, the most costly first. */
  top(limit = 20): StatementStats[] {
    const byFingerprint = new Map([...this.#bySql.values()].map((stats) => [stats.fingerprint, stats]));
    return [...byFingerprint.values()].sort((a, b) => b.totalMs - a.totalMs).slice(0, limit);
  }

  /** Tells one listener of every statement from now on. It is called while a request waits, and must not throw. */
  listen(listener: StatementListener): void {
    this.#listener = listener;
  }

  readonly observe: StatementObserver = (sql, durationMs, failed, rows, node) => {
    const stats = this.#bySql.get(sql) ?? this.#add(sql);
    stats.calls += 1;
    stats.totalMs += durationMs;
    stats.maxMs = Math.max(stats.maxMs, durationMs);
    if (failed) stats.failures += 1;
    if (durationMs >= this.slowMs) {
      const { fingerprint, shape } = stats;
      this.#logger.warn({ msg: 'slow statement', fingerprint, durationMs: Math.round(durationMs), shape });
    }
    this.#listener?.(stats, sql, durationMs, failed, rows, node);
  };

  #add(sql: string): StatementStats {
    const shape = shapeOf(sql);
    const fingerprint = createHash('sha256').update(shape).digest('hex').slice(0, 12);
    const same = [...this.#bySql.values()].find((stats) => stats.fingerprint === fingerprint);
    const stats = same ?? { fingerprint, shape, calls: 0, failures: 0, totalMs: 0, maxMs: 0 };
    // Maps iterate in order of insertion, so the first key is the oldest.
    if (this.#bySql.size >= SHAPES_KEPT) this.#bySql.delete(this.#bySql.keys().next().value as string);
    this.#bySql.set(sql, stats);
    return stats;
  }
}
