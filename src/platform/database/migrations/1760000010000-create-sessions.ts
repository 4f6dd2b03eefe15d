import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSessions1760000010000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(`
      ALTER TABLE "users"
        ADD COLUMN "role" text NOT NULL DEFAULT 'user',
        ADD COLUMN "email_verified_at" timestamptz(3),
        ADD CONSTRAINT "users_role_check" CHECK ("role" IN ('user', 'moderator', 'admin'))`);
    await queryRunner.query(`
      CREATE TABLE "sessions" (
        "id" uuid NOT NULL,
        "user_id" bigint NOT NULL,
        "kind" text NOT NULL,
        "remembered" boolean NOT NULL,
        "address" inet,
        "agent" text,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "last_used_at" timestamptz(3) NOT NULL DEFAULT now(),
        "expires_at" timestamptz(3) NOT NULL,
        "ended_at" timestamptz(3),
        "end_reason" text,
        CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "sessions_kind_check" CHECK ("kind" IN ('token', 'server')),
        CONSTRAINT "sessions_end_check" CHECK (("ended_at" IS NULL) = ("end_reason" IS NULL)),
        CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    await queryRunner.query(`CREATE INDEX "sessions_user_id_idx" ON "sessions" ("user_id")`);
    await queryRunner.query(`CREATE INDEX "sessions_expires_at_idx" ON "sessions" ("expires_at")`);
    await createRefreshTokens(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "refresh_tokens"`);
    await queryRunner.query(`DROP TABLE "sessions"`);
    await queryRunner.query(
      `ALTER TABLE "users" DROP CONSTRAINT "users_role_check", DROP COLUMN "email_verified_at", DROP COLUMN "role"`,
    );
  }
}

async function createRefreshTokens(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE TABLE "refresh_tokens" (
      "hash" bytea NOT NULL,
      "session_id" uuid NOT NULL,
      "issued_at" timestamptz(3) NOT NULL DEFAULT now(),
      "used_at" timestamptz(3),
      "successor_salt" bytea,
      CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash"),
      CONSTRAINT "refresh_tokens_use_check" CHECK (("used_at" IS NULL) = ("successor_salt" IS NULL)),
      CONSTRAINT "refresh_tokens_session_id_fkey"
        FOREIGN KEY ("session_id") REFERENCES "sessions" ("id") ON DELETE CASCADE
    )`);
  await queryRunner.query(`CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens" ("session_id")`);
}
