-- What the service sends for a transfer with an Idempotency-Key, for pgbench. The bench compares both before it begins.
\set from random(1, :accounts)
\set to 1 + (:from + random(0, :accounts - 2)) % :accounts
\set key random(1, 9223372036854775807)
START TRANSACTION;
SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0)) AS claimed;
SELECT fingerprint, answer FROM idempotency_keys WHERE key = :key AND created_at > now() - interval '24 hours';
WITH leg AS MATERIALIZED (
  SELECT id, user_id = :from AS sends, CASE WHEN user_id = :from THEN -:amount::bigint ELSE :amount::bigint END AS amount, balance
  FROM wallets WHERE user_id IN (:to, :from) AND currency = :currency
  ORDER BY id FOR NO KEY UPDATE
), transfer AS (
  INSERT INTO transfers (kind, from_wallet_id, to_wallet_id, amount, currency, memo, created_by)
  SELECT 'transfer', debit.id, credit.id, :amount::bigint, :currency, :memo, :from::bigint
  FROM leg AS debit JOIN leg AS credit ON debit.sends AND NOT credit.sends
  RETURNING id, created_at
), entry AS (
  INSERT INTO ledger_entries (transfer_id, wallet_id, amount, balance_after)
  SELECT transfer.id, leg.id, leg.amount, leg.balance + leg.amount FROM transfer CROSS JOIN leg ORDER BY leg.id
)
SELECT id, created_at AS "createdAt" FROM transfer;
WITH expired AS (
  DELETE FROM idempotency_keys WHERE key IN (
    SELECT key FROM idempotency_keys WHERE created_at < now() - interval '24 hours' AND key <> :key
    ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED))
INSERT INTO idempotency_keys (key, fingerprint, answer) VALUES (:key, :fingerprint, :answer)
ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = now();
COMMIT;
-- Which position of the log later reads of this client must see.
SELECT pg_current_wal_flush_lsn()::text AS lsn,
       ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int AS timeline;
