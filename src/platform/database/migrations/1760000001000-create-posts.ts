import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePosts1760000001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "posts" (
        "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "author_id" bigint NOT NULL,
        "title" text NOT NULL,
        "body" text NOT NULL,
        "version" integer NOT NULL DEFAULT 1,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "updated_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "posts_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "posts_title_check" CHECK (char_length("title") BETWEEN 1 AND 200),
        CONSTRAINT "posts_body_check" CHECK (char_length("body") BETWEEN 1 AND 50000),
        CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE TRIGGER posts_touch BEFORE UPDATE ON "posts" FOR EACH ROW EXECUTE FUNCTION touch_row()`,
    );
    await queryRunner.query(`CREATE INDEX "posts_created_at_idx" ON "posts" ("created_at", "id")`);
    await queryRunner.query(`CREATE INDEX "posts_title_idx" ON "posts" ("title", "id")`);
    await queryRunner.query(
      `CREATE INDEX "posts_author_id_created_at_idx" ON "posts" ("author_id", "created_at", "id")`,
    );
    await queryRunner.query(
      `CREATE INDEX "posts_title_trgm_idx" ON "posts" USING gin ("title" gin_trgm_ops)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "posts"`);
  }
}
