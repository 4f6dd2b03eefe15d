import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSecondFactors1760000012000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "second_factors" (
        "user_id" bigint NOT NULL,
        "secret" text NOT NULL,
        "last_used_step" bigint NOT NULL DEFAULT 0,
        "enabled_at" timestamptz(3),
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "second_factors_pkey" PRIMARY KEY ("user_id"),
        CONSTRAINT "second_factors_user_id_fkey"
          FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    await queryRunner.query(`
      CREATE TABLE "recovery_codes" (
        "user_id" bigint NOT NULL,
        "code_hash" bytea NOT NULL,
        CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("user_id", "code_hash"),
        CONSTRAINT "recovery_codes_code_hash_check" CHECK (octet_length("code_hash") = 32),
        CONSTRAINT "recovery_codes_user_id_fkey"
          FOREIGN KEY ("user_id") REFERENCES "second_factors" ("user_id") ON DELETE CASCADE
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "recovery_codes"`);
    await queryRunner.query(`DROP TABLE "second_factors"`);
  }
}
