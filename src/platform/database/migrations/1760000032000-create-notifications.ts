import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotifications1760000032000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "notifications" (
        "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "user_id" bigint NOT NULL,
        "kind" text NOT NULL,
        "actor_id" bigint NOT NULL,
        "post_id" bigint NOT NULL,
        "comment_id" bigint,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "read_at" timestamptz(3),
        CONSTRAINT "notifications_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "notifications_kind_check"
          CHECK ("kind" IN ('comment', 'reply', 'like') AND ("kind" = 'like') = ("comment_id" IS NULL)),
        CONSTRAINT "notifications_others_check" CHECK ("user_id" <> "actor_id"),
        CONSTRAINT "notifications_user_id_fkey"
          FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE,
        CONSTRAINT "notifications_actor_id_fkey"
          FOREIGN KEY ("actor_id") REFERENCES "users" ("id") ON DELETE CASCADE,
        CONSTRAINT "notifications_post_id_fkey"
          FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "notifications_comment_id_fkey"
          FOREIGN KEY ("comment_id") REFERENCES "comments" ("id") ON DELETE CASCADE
      )`);
    // What happened is told to each once, however often the job runs.
    await queryRunner.query(
      `CREATE UNIQUE INDEX "notifications_like_key" ON "notifications" ("post_id", "actor_id", "user_id") WHERE "comment_id" IS NULL`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "notifications_comment_key" ON "notifications" ("comment_id", "user_id") WHERE "comment_id" IS NOT NULL`,
    );
    await queryRunner.query(`CREATE INDEX "notifications_user_id_idx" ON "notifications" ("user_id", "id")`);
    await queryRunner.query(
      `CREATE INDEX "notifications_unread_idx" ON "notifications" ("user_id", "id") WHERE "read_at" IS NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "notifications_read_at_idx" ON "notifications" ("read_at") WHERE "read_at" IS NOT NULL`,
    );
    await queryRunner.query(`CREATE INDEX "notifications_post_id_idx" ON "notifications" ("post_id")`);
    await queryRunner.query(`CREATE INDEX "notifications_actor_id_idx" ON "notifications" ("actor_id")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "notifications"`);
  }
}
