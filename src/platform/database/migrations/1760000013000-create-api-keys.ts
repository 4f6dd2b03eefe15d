import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKeys1760000013000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "api_keys" (
        "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "user_id" bigint NOT NULL,
        "name" text NOT NULL,
        "prefix" text NOT NULL,
        "secret_hash" bytea NOT NULL,
        "scopes" text[] NOT NULL,
        "expires_at" timestamptz(3) NOT NULL,
        "last_used_at" timestamptz(3),
        "revoked_at" timestamptz(3),
        "version" integer NOT NULL DEFAULT 1,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "updated_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "api_keys_prefix_key" UNIQUE ("prefix"),
        CONSTRAINT "api_keys_name_check" CHECK (char_length("name") BETWEEN 1 AND 100),
        CONSTRAINT "api_keys_secret_hash_check" CHECK (octet_length("secret_hash") = 32),
        CONSTRAINT "api_keys_scopes_check" CHECK (cardinality("scopes") > 0),
        CONSTRAINT "api_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    // To be used is not to be changed.
    await queryRunner.query(`
      CREATE TRIGGER api_keys_touch BEFORE UPDATE ON "api_keys" FOR EACH ROW
        WHEN (OLD.last_used_at IS NOT DISTINCT FROM NEW.last_used_at) EXECUTE FUNCTION touch_row()`);
    await queryRunner.query(
      `CREATE INDEX "api_keys_user_id_created_at_idx" ON "api_keys" ("user_id", "created_at", "id")`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "api_keys"`);
  }
}
