import { Injectable } from '@nestjs/common';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Currency } from '../../shared/money.js';
import { STATEMENT_HEAD, statementLines } from './statement.js';
import { type EntryView, type Period, WalletEntriesRepository } from './wallet-entries.repository.js';

const BATCH = 500;

/** Statements of any length in little memory. */
@Injectable()
export class StatementsService {
  constructor(private readonly entries: WalletEntriesRepository) {}

  /**
   * A statement as CSV, in pieces, of what has been there when it was asked for. Each piece is a read of its own: a
   * client that reads slowly holds no connection, and one that goes away leaves nothing behind. What is read does not
   * change between two pieces, because entries never do.
   */
  async write(userId: number, currency: Currency, period: Period): Promise<AsyncGenerator<string, void>> {
    const last = await this.entries.lastOf(userId, currency, period);
    const next = (id: number) => this.entries.following(userId, currency, period, { id, limit: BATCH });
    return pieces(currency, last, next);
  }
}

async function* pieces(
  currency: Currency,
  last: number,
  next: (after: number) => Promise<EntryView[]>,
): AsyncGenerator<string, void> {
  yield STATEMENT_HEAD;
  for (let at = 0; at < last;) {
    const here = await next(at);
    // Another replica than before may be behind.
    const entries = here.length > 0 ? here : await readPrimary(() => next(at));
    const due = entries.filter(({ id }) => id <= last);
    yield statementLines(due, currency);
    at = due.at(-1)?.id ?? last;
  }
}
