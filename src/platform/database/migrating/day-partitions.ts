import type { QueryRunner } from 'typeorm';

/**
 * Makes the functions `create_<table>_days(first, last)` and `drop_<table>_days(before)` of a table that is partitioned
 * by day. Each returns how many partitions it made or dropped.
 */
export async function createDayFunctions(queryRunner: QueryRunner, table: string): Promise<void> {
  // To attach a table locks out neither readers nor writers of the others, as CREATE TABLE … PARTITION OF would. The
  // advisory lock makes processes that begin a day at once take turns.
  await queryRunner.query(`
    CREATE FUNCTION create_${table}_days(first date, last date) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
      day date := first;
      partition text;
      created integer := 0;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('${table}_days', 0));
      WHILE day <= last LOOP
        partition := '${table}_' || to_char(day, 'YYYYMMDD');
        IF to_regclass(partition) IS NULL THEN
          EXECUTE format('CREATE TABLE %I (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
          EXECUTE format('ALTER TABLE ${table} ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition, day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
          created := created + 1;
        END IF;
        day := day + 1;
      END LOOP;
      RETURN created;
    END $$`);
  await queryRunner.query(`
    CREATE FUNCTION drop_${table}_days(before date) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
      partition text;
      dropped integer := 0;
    BEGIN
      FOR partition IN
        SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = '${table}'::regclass AND relname < '${table}_' || to_char(before, 'YYYYMMDD')
        ORDER BY relname
      LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
      END LOOP;
      RETURN dropped;
    END $$`);
}

export async function dropDayFunctions(queryRunner: QueryRunner, table: string): Promise<void> {
  await queryRunner.query(`DROP FUNCTION drop_${table}_days(date)`);
  await queryRunner.query(`DROP FUNCTION create_${table}_days(date, date)`);
}
