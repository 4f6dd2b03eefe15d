import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateQueryLog1760000024000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "query_shapes" (
        "fingerprint" text NOT NULL,
        "shape" text NOT NULL,
        "statement" text,
        "first_seen" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "query_shapes_pkey" PRIMARY KEY ("fingerprint")
      )`);
    // No foreign key and no key of its own: a row is written once, read in bulk, and dropped with its day.
    await queryRunner.query(`
      CREATE TABLE "query_log" (
        "occurred_at" timestamptz(3) NOT NULL,
        "duration_ms" real NOT NULL,
        "weight" real NOT NULL,
        "rows" integer NOT NULL,
        "failed" boolean NOT NULL,
        "fingerprint" text NOT NULL,
        "node" text NOT NULL,
        "role" text NOT NULL,
        "origin" text,
        "request_id" text,
        CONSTRAINT "query_log_role_check" CHECK ("role" IN ('primary', 'replica', 'out')),
        CONSTRAINT "query_log_weight_check" CHECK ("weight" >= 1)
      ) PARTITION BY RANGE ("occurred_at")`);
    await queryRunner.query(`CREATE INDEX "query_log_occurred_at_idx" ON "query_log" ("occurred_at")`);
    await maintenance(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION drop_query_log_days(date)`);
    await queryRunner.query(`DROP FUNCTION create_query_log_days(date, date)`);
    await queryRunner.query(`DROP TABLE "query_log"`);
    await queryRunner.query(`DROP TABLE "query_shapes"`);
  }
}

async function maintenance(queryRunner: QueryRunner): Promise<void> {
  // To attach a table locks out neither readers nor writers of the others, as CREATE TABLE … PARTITION OF would. The
  // advisory lock makes processes that begin a day at once take turns.
  await queryRunner.query(`
    CREATE FUNCTION create_query_log_days(first date, last date) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
      day date := first;
      partition text;
      created integer := 0;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('query_log_days', 0));
      WHILE day <= last LOOP
        partition := 'query_log_' || to_char(day, 'YYYYMMDD');
        IF to_regclass(partition) IS NULL THEN
          EXECUTE format('CREATE TABLE %I (LIKE query_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
          EXECUTE format('ALTER TABLE query_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition, day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
          created := created + 1;
        END IF;
        day := day + 1;
      END LOOP;
      RETURN created;
    END $$`);
  await queryRunner.query(`
    CREATE FUNCTION drop_query_log_days(before date) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
      partition text;
      dropped integer := 0;
    BEGIN
      FOR partition IN
        SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'query_log'::regclass AND relname < 'query_log_' || to_char(before, 'YYYYMMDD')
        ORDER BY relname
      LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
      END LOOP;
      RETURN dropped;
    END $$`);
}
