import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTags1760000020200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "tags" (
        "name" text COLLATE "C" NOT NULL,
        CONSTRAINT "tags_pkey" PRIMARY KEY ("name"),
        CONSTRAINT "tags_name_check" CHECK (char_length("name") BETWEEN 1 AND 40)
      )`);
    await queryRunner.query(`
      CREATE TABLE "post_tags" (
        "post_id" bigint NOT NULL,
        "tag" text COLLATE "C" NOT NULL,
        CONSTRAINT "post_tags_pkey" PRIMARY KEY ("post_id", "tag"),
        CONSTRAINT "post_tags_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "post_tags_tag_fkey" FOREIGN KEY ("tag") REFERENCES "tags" ("name")
      )`);
    await queryRunner.query(`CREATE INDEX "post_tags_tag_idx" ON "post_tags" ("tag", "post_id")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "post_tags"`);
    await queryRunner.query(`DROP TABLE "tags"`);
  }
}
