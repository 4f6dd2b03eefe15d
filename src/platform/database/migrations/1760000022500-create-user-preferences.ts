import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUserPreferences1760000022500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // The size is that of the text, in which 1e300 has 301 digits: what is bounded is what is sent to clients.
    await queryRunner.query(`
      CREATE TABLE "user_preferences" (
        "user_id" bigint NOT NULL,
        "preferences" jsonb NOT NULL DEFAULT '{}',
        "version" integer NOT NULL DEFAULT 1,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "updated_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "user_preferences_pkey" PRIMARY KEY ("user_id"),
        CONSTRAINT "user_preferences_object_check" CHECK (jsonb_typeof("preferences") = 'object'),
        CONSTRAINT "user_preferences_size_check" CHECK (octet_length("preferences"::text) <= 16384),
        CONSTRAINT "user_preferences_user_id_fkey"
          FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE TRIGGER user_preferences_touch BEFORE UPDATE ON "user_preferences" FOR EACH ROW EXECUTE FUNCTION touch_row()`,
    );
    // jsonb_path_ops: smaller and faster than the default class, and @> is all that is asked.
    await queryRunner.query(
      `CREATE INDEX "user_preferences_preferences_idx" ON "user_preferences" USING gin ("preferences" jsonb_path_ops)`,
    );
    await queryRunner.query(
      `CREATE INDEX "user_preferences_updated_at_idx" ON "user_preferences" ("updated_at", "user_id")`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "user_preferences"`);
  }
}
