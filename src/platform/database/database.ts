import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { currentContext } from '../context/request-context.js';
import { NotBegun, runTransaction } from './run-transaction.js';
import { sqlState, translateSqlError } from './sql-error.js';
import { Transaction } from './transaction.js';

const ATTEMPTS = 5;
const RETRIED = new Set(['40001', '40P01']); // serialization_failure, deadlock_detected

/** Runs transactions. Reads outside of one go through ordinary repositories. */
@Injectable()
export class Database {
  readonly #logger = new Logger(Database.name);
  readonly #open = new AsyncLocalStorage<string>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction on the primary and returns what it returns. A serialization failure or a deadlock
   * runs the whole of `work` again in a fresh transaction, up to five times, so it must do database work only; other
   * effects belong into `tx.afterCommit`. Throws AppError, `commit_unknown` when nobody can say whether the change was
   * made; nesting is a programming error and throws. docs/transactions.md has every failure.
   *
   * @param name says in logs which transaction it was, `noun.verb`
   */
  async transaction<T>(name: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const outer = this.#open.getStore();
    if (outer) throw new Error(`transaction ${name} inside of ${outer}: pass the transaction along instead`);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(name, work);
      } catch (error) {
        const cause: unknown = error instanceof NotBegun ? error.cause : error;
        const again = error instanceof NotBegun || RETRIED.has(sqlState(error) ?? '');
        if (attempt === ATTEMPTS || !again) throw translateSqlError(cause);
        this.#logger.warn({
          msg: 'transaction retried',
          transaction: name,
          attempt,
          sqlState: sqlState(cause),
        });
        await sleep(Math.random() * 2 ** attempt * 10);
      }
    }
  }

  async #attempt<T>(name: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { result, tx } = await this.#open.run(name, () =>
      runTransaction(this.dataSource, async (manager) => {
        const tx = new Transaction(manager);
        const result = await work(tx);
        // A client that was told of a time-out must not find its change done later.
        currentContext()?.throwIfAborted();
        return { result, tx };
      }),
    );
    await tx.runAfterCommit((error) =>
      this.#logger.error({ msg: 'effect after commit failed', transaction: name, err: error }),
    );
    return result;
  }
}
