import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateComments1760000021000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // The unique key is there for the key to the parent, which must be a comment on the same post.
    await queryRunner.query(`
      CREATE TABLE "comments" (
        "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "post_id" bigint NOT NULL,
        "author_id" bigint NOT NULL,
        "parent_id" bigint,
        "depth" integer NOT NULL DEFAULT 0,
        "body" text NOT NULL,
        "deleted_at" timestamptz(3),
        "version" integer NOT NULL DEFAULT 1,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "updated_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "comments_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "comments_post_id_id_key" UNIQUE ("post_id", "id"),
        CONSTRAINT "comments_depth_check" CHECK ("depth" BETWEEN 0 AND 10 AND ("depth" = 0) = ("parent_id" IS NULL)),
        CONSTRAINT "comments_body_check" CHECK (
          CASE WHEN "deleted_at" IS NULL THEN char_length("body") BETWEEN 1 AND 5000 ELSE "body" = '' END),
        CONSTRAINT "comments_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "comments_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE CASCADE,
        CONSTRAINT "comments_parent_id_fkey" FOREIGN KEY ("post_id", "parent_id")
          REFERENCES "comments" ("post_id", "id") ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE TRIGGER comments_touch BEFORE UPDATE ON "comments" FOR EACH ROW EXECUTE FUNCTION touch_row()`,
    );
    await queryRunner.query(
      `CREATE INDEX "comments_post_id_created_at_idx" ON "comments" ("post_id", "created_at", "id") WHERE "parent_id" IS NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "comments_parent_id_created_at_idx" ON "comments" ("parent_id", "created_at", "id") WHERE "parent_id" IS NOT NULL`,
    );
    await queryRunner.query(`CREATE INDEX "comments_author_id_idx" ON "comments" ("author_id")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "comments"`);
  }
}
