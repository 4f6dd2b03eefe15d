import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateImports1760000036000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of [UPLOADS, IMPORTS, LANES, REJECTS]) await queryRunner.query(table);
    for (const index of INDEXES) await queryRunner.query(index);
    await queryRunner.query(TOUCH);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['import_rejects', 'import_lanes', 'imports', 'uploads'])
      await queryRunner.query(`DROP TABLE "${table}"`);
  }
}

// Files outlive their user until they are deleted, and so does the row that knows of them.
const UPLOADS = `
  CREATE TABLE "uploads" (
    "id" uuid NOT NULL,
    "user_id" bigint,
    "state" text NOT NULL,
    "file_name" text,
    "bytes" bigint,
    "sha256" text,
    "created_at" timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "uploads_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL,
    CONSTRAINT "uploads_state_check" CHECK ("state" IN ('uploading', 'uploaded'))
  )`;
const IMPORTS = `
  CREATE TABLE "imports" (
    "id" uuid NOT NULL,
    "user_id" bigint,
    "upload_id" uuid,
    "file_name" text,
    "bytes" bigint NOT NULL,
    "target" text NOT NULL,
    "options" jsonb NOT NULL,
    "state" text NOT NULL,
    "reason" text,
    "message" text,
    "lanes" smallint NOT NULL,
    "epoch" integer NOT NULL DEFAULT 0,
    "job_id" uuid,
    "active_ms" bigint NOT NULL DEFAULT 0,
    "peak_bytes" bigint,
    "started_at" timestamptz(3),
    "finished_at" timestamptz(3),
    "version" integer NOT NULL DEFAULT 1,
    "created_at" timestamptz(3) NOT NULL DEFAULT now(),
    "updated_at" timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT "imports_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "imports_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL,
    CONSTRAINT "imports_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads" ("id") ON DELETE SET NULL,
    CONSTRAINT "imports_state_check" CHECK ("state" IN ('queued', 'running', 'paused', 'completed', 'cancelled', 'failed')),
    CONSTRAINT "imports_lanes_check" CHECK ("lanes" BETWEEN 1 AND 64)
  )`;
const LANES = `
  CREATE TABLE "import_lanes" (
    "import_id" uuid NOT NULL,
    "lane" smallint NOT NULL,
    "byte" bigint NOT NULL DEFAULT 0,
    "line" bigint NOT NULL DEFAULT 1,
    "row" bigint NOT NULL DEFAULT 0,
    "done_row" bigint NOT NULL DEFAULT 0,
    "finished" boolean NOT NULL DEFAULT false,
    "inserted" bigint NOT NULL DEFAULT 0,
    "updated" bigint NOT NULL DEFAULT 0,
    "skipped" bigint NOT NULL DEFAULT 0,
    "rejected" bigint NOT NULL DEFAULT 0,
    "batches" integer NOT NULL DEFAULT 0,
    "retried" integer NOT NULL DEFAULT 0,
    CONSTRAINT "import_lanes_pkey" PRIMARY KEY ("import_id", "lane"),
    CONSTRAINT "import_lanes_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
  )`;
const REJECTS = `
  CREATE TABLE "import_rejects" (
    "import_id" uuid NOT NULL,
    "row" bigint NOT NULL,
    "line" bigint NOT NULL,
    "fields" text[] NOT NULL,
    "faults" jsonb NOT NULL,
    CONSTRAINT "import_rejects_pkey" PRIMARY KEY ("import_id", "row"),
    CONSTRAINT "import_rejects_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
  )`;
const INDEXES = [
  'CREATE INDEX "uploads_user_id_created_at_idx" ON "uploads" ("user_id", "created_at", "id")',
  'CREATE INDEX "uploads_created_at_idx" ON "uploads" ("created_at")',
  'CREATE INDEX "imports_created_at_idx" ON "imports" ("created_at", "id")',
  'CREATE INDEX "imports_state_idx" ON "imports" ("state", "created_at", "id")',
  'CREATE INDEX "imports_target_idx" ON "imports" ("target", "created_at", "id")',
  'CREATE INDEX "imports_user_id_idx" ON "imports" ("user_id")',
  'CREATE INDEX "imports_upload_id_idx" ON "imports" ("upload_id")',
  `CREATE INDEX "imports_open_idx" ON "imports" ("updated_at") WHERE "state" IN ('queued', 'running')`,
];
const TOUCH =
  'CREATE TRIGGER imports_touch BEFORE UPDATE ON "imports" FOR EACH ROW EXECUTE FUNCTION touch_row()';
