import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAccountTokens1760000011000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "account_tokens" (
        "hash" bytea NOT NULL,
        "user_id" bigint NOT NULL,
        "purpose" text NOT NULL,
        "email" citext NOT NULL,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "expires_at" timestamptz(3) NOT NULL,
        "used_at" timestamptz(3),
        CONSTRAINT "account_tokens_pkey" PRIMARY KEY ("hash"),
        CONSTRAINT "account_tokens_user_id_purpose_key" UNIQUE ("user_id", "purpose"),
        CONSTRAINT "account_tokens_hash_check" CHECK (octet_length("hash") = 32),
        CONSTRAINT "account_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    // Whoever changes the address, and by whatever way: that mail reaches the new one has not been shown.
    await queryRunner.query(`
      CREATE FUNCTION unverify_email() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.email_verified_at := NULL;
        RETURN NEW;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER users_unverify_email BEFORE UPDATE OF "email" ON "users"
        FOR EACH ROW WHEN (OLD.email <> NEW.email) EXECUTE FUNCTION unverify_email()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER users_unverify_email ON "users"`);
    await queryRunner.query(`DROP FUNCTION unverify_email()`);
    await queryRunner.query(`DROP TABLE "account_tokens"`);
  }
}
