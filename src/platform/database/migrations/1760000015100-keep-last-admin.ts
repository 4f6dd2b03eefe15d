import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepLastAdmin1760000015100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // In the database, so that no way of losing an admin goes around it. The lock makes two who leave at once take
    // turns; under READ COMMITTED the question after it sees what the first has committed.
    await queryRunner.query(`
      CREATE FUNCTION keep_last_admin() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('users_last_admin', 0));
        IF NOT EXISTS (SELECT FROM users WHERE role = 'admin' AND id <> OLD.id) THEN
          RAISE EXCEPTION 'the last admin' USING ERRCODE = 'check_violation', CONSTRAINT = 'users_last_admin';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER users_last_admin_demoted BEFORE UPDATE OF "role" ON "users"
      FOR EACH ROW WHEN (OLD.role = 'admin' AND NEW.role <> 'admin') EXECUTE FUNCTION keep_last_admin()`);
    await queryRunner.query(`
      CREATE TRIGGER users_last_admin_deleted BEFORE DELETE ON "users"
      FOR EACH ROW WHEN (OLD.role = 'admin') EXECUTE FUNCTION keep_last_admin()`);
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(`CREATE INDEX "users_admins_idx" ON "users" ("id") WHERE "role" = 'admin'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "users_admins_idx"`);
    await queryRunner.query(`DROP TRIGGER users_last_admin_deleted ON "users"`);
    await queryRunner.query(`DROP TRIGGER users_last_admin_demoted ON "users"`);
    await queryRunner.query(`DROP FUNCTION keep_last_admin()`);
  }
}
