import { createHash } from 'node:crypto';

const RUNS_BEFORE_PREPARING = 5;
// Each connection keeps what it has prepared, so the number is bounded.
const NAMES_AT_MOST = 200;
const TEXTS_COUNTED = 2000;

/**
 * Names the statements that come often, so that PostgreSQL parses each of them once a connection and not each time. After
 * five runs with plans of their own PostgreSQL takes a general plan where that is no worse (plan_cache_mode `auto`). Of
 * what writes only `WITH`: that is written by hand and says which columns it returns, so that no migration changes them.
 */
export class StatementNames {
  readonly #runs = new Map<string, number>();
  readonly #names = new Map<string, string>();
  readonly #refused = new Set<string>();

  /** This text is not prepared any more. */
  refuse(sql: string): void {
    this.#names.delete(sql);
    this.#refused.add(sql);
  }

  /** The name to run this text under; undefined for one that is not prepared. */
  nameOf(sql: string): string | undefined {
    const name = this.#names.get(sql);
    if (name !== undefined) return name;
    if (this.#names.size >= NAMES_AT_MOST || !/^(SELECT|WITH)\s/.test(sql) || this.#refused.has(sql))
      return undefined;
    const runs = (this.#runs.get(sql) ?? 0) + 1;
    if (runs <= RUNS_BEFORE_PREPARING) {
      if (this.#runs.size >= TEXTS_COUNTED) this.#runs.clear();
      this.#runs.set(sql, runs);
      return undefined;
    }
    this.#runs.delete(sql);
    this.#names.set(sql, `gw_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`);
    return this.#names.get(sql);
  }
}
