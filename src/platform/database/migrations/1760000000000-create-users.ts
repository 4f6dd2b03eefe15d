import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUsers1760000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Both are trusted extensions: the owner of the database may create them. They are left in place on the way down,
    // because others may use them.
    await queryRunner.query(`CREATE EXTENSION IF NOT EXISTS citext`);
    await queryRunner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);
    await queryRunner.query(`
      CREATE FUNCTION touch_row() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.created_at := OLD.created_at;
        NEW.updated_at := now();
        NEW.version := OLD.version + 1;
        RETURN NEW;
      END $$`);
    // Milliseconds, because that is what a JavaScript Date keeps: a keyset cursor must not lose digits.
    await queryRunner.query(`
      CREATE TABLE "users" (
        "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "name" text NOT NULL,
        "email" citext NOT NULL,
        "version" integer NOT NULL DEFAULT 1,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "updated_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "users_email_key" UNIQUE ("email"),
        CONSTRAINT "users_name_check" CHECK (char_length("name") BETWEEN 1 AND 200),
        CONSTRAINT "users_email_check" CHECK (char_length("email"::text) <= 254)
      )`);
    await queryRunner.query(
      `CREATE TRIGGER users_touch BEFORE UPDATE ON "users" FOR EACH ROW EXECUTE FUNCTION touch_row()`,
    );
    await queryRunner.query(`CREATE INDEX "users_created_at_idx" ON "users" ("created_at", "id")`);
    await queryRunner.query(`CREATE INDEX "users_name_idx" ON "users" ("name", "id")`);
    await queryRunner.query(`CREATE INDEX "users_name_trgm_idx" ON "users" USING gin ("name" gin_trgm_ops)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "users"`);
    await queryRunner.query(`DROP FUNCTION touch_row()`);
  }
}
