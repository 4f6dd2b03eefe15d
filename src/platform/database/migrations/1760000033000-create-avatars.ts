import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAvatars1760000033000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Files outlive their user until they are deleted, and so does the row that knows of them.
    await queryRunner.query(`
      CREATE TABLE "avatars" (
        "id" uuid NOT NULL,
        "user_id" bigint,
        "state" text NOT NULL,
        "reason" text,
        "media_type" text NOT NULL,
        "tidy" boolean NOT NULL DEFAULT false,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "avatars_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "avatars_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL,
        CONSTRAINT "avatars_state_check" CHECK ("state" IN ('uploading', 'uploaded', 'ready', 'failed', 'removed')),
        CONSTRAINT "avatars_reason_check" CHECK (("reason" IS NOT NULL) = ("state" = 'failed'))
      )`);
    for (const [name, index] of INDEXES) await queryRunner.query(`CREATE ${name} ON "avatars" ${index}`);
    await queryRunner.query(`ALTER TABLE "users" ADD COLUMN "avatar_id" uuid`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "avatar_id"`);
    await queryRunner.query(`DROP TABLE "avatars"`);
  }
}

const INDEXES = [
  ['INDEX "avatars_user_id_idx"', '("user_id")'],
  ['UNIQUE INDEX "avatars_ready_key"', `("user_id") WHERE "state" = 'ready'`],
  ['INDEX "avatars_untidy_idx"', '("created_at") WHERE NOT "tidy"'],
  ['INDEX "avatars_over_idx"', `("created_at") WHERE "state" IN ('failed', 'removed')`],
  ['INDEX "avatars_orphaned_idx"', '("id") WHERE "user_id" IS NULL'],
];
