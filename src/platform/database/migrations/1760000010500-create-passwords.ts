import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePasswords1760000010500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A table of its own: nothing that reads users reads hashes, and who signs in otherwise has no row.
    await queryRunner.query(`
      CREATE TABLE "passwords" (
        "user_id" bigint NOT NULL,
        "hash" text NOT NULL,
        "changed_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "passwords_pkey" PRIMARY KEY ("user_id"),
        CONSTRAINT "passwords_hash_check" CHECK ("hash" LIKE '$argon2id$%'),
        CONSTRAINT "passwords_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "passwords"`);
  }
}
