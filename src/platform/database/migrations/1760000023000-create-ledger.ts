import type { MigrationInterface, QueryRunner } from 'typeorm';

// docs/money.md says which of these keeps which promise.
export class CreateLedger1760000023000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createWallets(queryRunner);
    await createTransfers(queryRunner);
    await createEntries(queryRunner);
    await moveBalancesByEntries(queryRunner);
    await requireBothLegs(queryRunner);
    await appendOnly(queryRunner);
    await createReconciliations(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['ledger_reconciliations', 'ledger_entries', 'transfers', 'wallets'])
      await queryRunner.query(`DROP TABLE "${table}"`);
    for (const name of ['refuse_ledger_change', 'require_both_legs', 'refuse_wallet_change', 'move_balance'])
      await queryRunner.query(`DROP FUNCTION ${name}()`);
  }
}

// A wallet outlives its user, empty and without a name: SET NULL breaks wallets_closed_check while there is money in it.
// Balances change all the time and indexed columns never, so free room in each page keeps the indexes out of it.
async function createWallets(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE TABLE "wallets" (
      "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
      "kind" text NOT NULL DEFAULT 'user',
      "user_id" bigint,
      "currency" text NOT NULL,
      "balance" bigint NOT NULL DEFAULT 0,
      "version" integer NOT NULL DEFAULT 1,
      "created_at" timestamptz(3) NOT NULL DEFAULT now(),
      "updated_at" timestamptz(3) NOT NULL DEFAULT now(),
      CONSTRAINT "wallets_pkey" PRIMARY KEY ("id"),
      CONSTRAINT "wallets_user_id_currency_key" UNIQUE ("user_id", "currency"),
      CONSTRAINT "wallets_id_currency_key" UNIQUE ("id", "currency"),
      CONSTRAINT "wallets_kind_check" CHECK ("kind" = 'user' OR "kind" = 'treasury' AND "user_id" IS NULL),
      CONSTRAINT "wallets_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$'),
      CONSTRAINT "wallets_balance_check" CHECK ("balance" >= 0 OR "kind" = 'treasury'),
      CONSTRAINT "wallets_limit_check" CHECK ("balance" BETWEEN -1000000000000000000 AND 1000000000000000000),
      CONSTRAINT "wallets_closed_check" CHECK ("balance" = 0 OR "user_id" IS NOT NULL OR "kind" = 'treasury'),
      CONSTRAINT "wallets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL
    ) WITH (fillfactor = 50)`);
  await queryRunner.query(
    `CREATE UNIQUE INDEX "wallets_treasury_idx" ON "wallets" ("currency") WHERE "kind" = 'treasury'`,
  );
  await queryRunner.query(
    `CREATE TRIGGER wallets_touch BEFORE UPDATE ON "wallets" FOR EACH ROW EXECUTE FUNCTION touch_row()`,
  );
}

// The currency is part of both references, so that no transfer joins wallets of two currencies.
async function createTransfers(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE TABLE "transfers" (
      "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
      "kind" text NOT NULL,
      "from_wallet_id" bigint NOT NULL,
      "to_wallet_id" bigint NOT NULL,
      "amount" bigint NOT NULL,
      "currency" text NOT NULL,
      "memo" text,
      "created_by" bigint,
      "created_at" timestamptz(3) NOT NULL DEFAULT now(),
      CONSTRAINT "transfers_pkey" PRIMARY KEY ("id"),
      CONSTRAINT "transfers_kind_check" CHECK ("kind" IN ('transfer', 'deposit')),
      CONSTRAINT "transfers_wallets_check" CHECK ("from_wallet_id" <> "to_wallet_id"),
      CONSTRAINT "transfers_amount_check" CHECK ("amount" BETWEEN 1 AND 1000000000000000),
      CONSTRAINT "transfers_memo_check" CHECK (char_length("memo") BETWEEN 1 AND 200),
      CONSTRAINT "transfers_from_wallet_id_fkey" FOREIGN KEY ("from_wallet_id", "currency")
        REFERENCES "wallets" ("id", "currency"),
      CONSTRAINT "transfers_to_wallet_id_fkey" FOREIGN KEY ("to_wallet_id", "currency")
        REFERENCES "wallets" ("id", "currency")
    )`);
  for (const column of ['from_wallet_id', 'to_wallet_id'])
    await queryRunner.query(`CREATE INDEX "transfers_${column}_idx" ON "transfers" ("${column}", "id")`);
}

// The unique index lets a transfer have one debit and one credit, so that what was balanced once stays so.
async function createEntries(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE TABLE "ledger_entries" (
      "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
      "transfer_id" bigint NOT NULL,
      "wallet_id" bigint NOT NULL,
      "amount" bigint NOT NULL,
      "balance_after" bigint NOT NULL,
      "created_at" timestamptz(3) NOT NULL DEFAULT now(),
      CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("id"),
      CONSTRAINT "ledger_entries_amount_check" CHECK ("amount" <> 0),
      CONSTRAINT "ledger_entries_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "transfers" ("id"),
      CONSTRAINT "ledger_entries_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets" ("id")
    )`);
  await queryRunner.query(
    `CREATE UNIQUE INDEX "ledger_entries_leg_key" ON "ledger_entries" ("transfer_id", ("amount" > 0))`,
  );
  await queryRunner.query(
    `CREATE INDEX "ledger_entries_wallet_id_idx" ON "ledger_entries" ("wallet_id", "id")`,
  );
}

// An entry moves the balance, and nothing else does: at depth 0 an UPDATE is somebody's own, not the trigger's. After and
// not before the insert, because a row that ON CONFLICT skips must move nothing.
async function moveBalancesByEntries(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE FUNCTION move_balance() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE moved bigint;
    BEGIN
      UPDATE wallets SET balance = balance + NEW.amount WHERE id = NEW.wallet_id RETURNING balance INTO moved;
      IF moved IS DISTINCT FROM NEW.balance_after THEN
        RAISE EXCEPTION 'the balance of wallet % is % after this entry', NEW.wallet_id, moved
          USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balance_after_check';
      END IF;
      RETURN NULL;
    END $$`);
  await queryRunner.query(`
    CREATE TRIGGER ledger_entries_move_balance AFTER INSERT ON "ledger_entries"
    FOR EACH ROW EXECUTE FUNCTION move_balance()`);
  await queryRunner.query(`
    CREATE FUNCTION refuse_wallet_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'ledger entries move balances; a wallet keeps its kind, user and currency'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'wallets_moved_by_entries';
    END $$`);
  await queryRunner.query(`
    CREATE TRIGGER wallets_changed BEFORE UPDATE OF "balance", "currency", "kind", "user_id" ON "wallets" FOR EACH ROW
    WHEN (pg_trigger_depth() = 0 AND (OLD.balance, OLD.currency, OLD.kind, OLD.user_id)
      IS DISTINCT FROM (NEW.balance, NEW.currency, NEW.kind, NEW.user_id))
    EXECUTE FUNCTION refuse_wallet_change()`);
  await queryRunner.query(`
    CREATE TRIGGER wallets_opened BEFORE INSERT ON "wallets" FOR EACH ROW
    WHEN (NEW.balance <> 0) EXECUTE FUNCTION refuse_wallet_change()`);
}

// Asked at commit, once a transfer. Each entry belongs to a transfer that was asked about, so all entries sum to zero.
async function requireBothLegs(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE FUNCTION require_both_legs() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM ledger_entries debit JOIN ledger_entries credit USING (transfer_id)
      WHERE debit.transfer_id = NEW.id
        AND debit.wallet_id = NEW.from_wallet_id AND debit.amount = -NEW.amount AND NOT debit.amount > 0
        AND credit.wallet_id = NEW.to_wallet_id AND credit.amount = NEW.amount AND credit.amount > 0;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the entries of transfer % do not sum to zero', NEW.id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_balanced_check';
      END IF;
      RETURN NULL;
    END $$`);
  await queryRunner.query(`
    CREATE CONSTRAINT TRIGGER transfers_balanced_check AFTER INSERT ON "transfers"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_both_legs()`);
}

async function appendOnly(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$`);
  for (const table of ['transfers', 'ledger_entries']) {
    await queryRunner.query(`
      CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON "${table}"
      FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()`);
    await queryRunner.query(`
      CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON "${table}"
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()`);
    // Also in sessions that replay changes (session_replication_role = replica), where triggers rest otherwise.
    for (const trigger of [`${table}_append_only`, `${table}_no_truncate`])
      await queryRunner.query(`ALTER TABLE "${table}" ENABLE ALWAYS TRIGGER ${trigger}`);
  }
}

async function createReconciliations(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE TABLE "ledger_reconciliations" (
      "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
      "started_at" timestamptz(3) NOT NULL DEFAULT now(),
      "finished_at" timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      "wallets" bigint NOT NULL,
      "entries" bigint NOT NULL,
      "drifting_wallets" bigint NOT NULL,
      "unbalanced_transfers" bigint NOT NULL,
      "unbalanced_currencies" bigint NOT NULL,
      CONSTRAINT "ledger_reconciliations_pkey" PRIMARY KEY ("id")
    )`);
}
