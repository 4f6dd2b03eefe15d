import { Injectable } from '@nestjs/common';
import { AppError } from '../../shared/app-error.js';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { Answer } from './answer.js';
import type { IdempotencyKey } from './idempotency-key.js';

const LIFETIME = `interval '24 hours'`;

interface Recorded {
  fingerprint: string;
  answer: { status: number; headers: Record<string, string>; body: unknown };
}

/** Makes a change at most once for each idempotency key, and gives the first answer to each repetition. */
@Injectable()
export class IdempotentAnswers {
  constructor(private readonly database: Database) {}

  /**
   * Runs `work` in a transaction named `name`. With a key the answer is recorded in the same transaction, so change
   * and record stand or fall together; an error leaves neither, and the client may try again. Throws AppError
   * `idempotency_key_reused` (422) and `idempotency_key_in_use` (409).
   */
  async once<T>(
    key: IdempotencyKey | undefined,
    name: string,
    work: (tx: Transaction) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    return this.database.transaction(name, async (tx) => {
      if (!key) return work(tx);
      await claim(tx, key);
      const recorded = await find(tx, key);
      if (recorded) return replay<T>(recorded, key);
      const answer = await work(tx);
      await record(tx, key, answer);
      return answer;
    });
  }

  /** The answer that is there already, for whoever needs more to make one than may still be there. Throws as `once`. */
  async recorded<T>(key: IdempotencyKey | undefined): Promise<Answer<T> | undefined> {
    if (!key) return undefined;
    const recorded = await this.database.transaction('idempotency.find', (tx) => find(tx, key));
    return recorded && replay<T>(recorded, key);
  }
}

// The lock is held until the transaction ends, so whoever gets it sees the record of everyone before.
async function claim(tx: Transaction, { key }: IdempotencyKey): Promise<void> {
  const sql = `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed`;
  const [row] = await tx.manager.query<{ claimed: boolean }[]>(sql, [key]);
  if (row?.claimed) return;
  const message = 'A request with this Idempotency-Key is still running.';
  throw new AppError('conflict', 'idempotency_key_in_use', message, { retryAfter: 1 });
}

async function find(tx: Transaction, { key }: IdempotencyKey): Promise<Recorded | undefined> {
  const sql = `SELECT fingerprint, answer FROM idempotency_keys WHERE key = $1 AND created_at > now() - ${LIFETIME}`;
  const [row] = await tx.manager.query<Recorded[]>(sql, [key]);
  return row;
}

function replay<T>({ fingerprint, answer }: Recorded, key: IdempotencyKey): Answer<T> {
  if (fingerprint !== key.fingerprint) {
    const message = 'This Idempotency-Key was used for a request with another body or other parameters.';
    throw new AppError('invalid', 'idempotency_key_reused', message, {
      errors: [{ field: 'Idempotency-Key', code: 'idempotency_key_reused', message }],
    });
  }
  return new Answer(answer.status, answer.body as T, { ...answer.headers, 'idempotency-replayed': 'true' });
}

async function record(
  tx: Transaction,
  { key, fingerprint }: IdempotencyKey,
  answer: Answer<unknown>,
): Promise<void> {
  const { status, headers, body } = answer;
  // Each new record takes a few expired ones away, so the table needs no cleaner; its own key it writes over.
  await tx.manager.query(
    `WITH expired AS (
       DELETE FROM idempotency_keys WHERE key IN (
         SELECT key FROM idempotency_keys WHERE created_at < now() - ${LIFETIME} AND key <> $1
         ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED))
     INSERT INTO idempotency_keys (key, fingerprint, answer) VALUES ($1, $2, $3)
     ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = now()`,
    [key, fingerprint, JSON.stringify({ status, headers, body })],
  );
}
