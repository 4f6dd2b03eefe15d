import { judgeMigrations } from '../../tools/migration-locks/judge.ts';

// The tables that are in use when the migration under test runs.
const BEFORE = migration(`
  CREATE TABLE "users" ("id" bigint NOT NULL, "name" varchar(50) NOT NULL, "nick" text, "age" integer, "seen" integer);
  CREATE TABLE posts (id bigint, author_id bigint);
  ALTER TABLE users ADD CONSTRAINT users_age_set CHECK ("age" IS NOT NULL);
  ALTER TABLE users ADD CONSTRAINT users_seen_set CHECK ("seen" IS NOT NULL) NOT VALID`);

/** A migration whose `up` sends the SQL. */
export function migration(sql: string): string {
  return body(`await queryRunner.query(\`${sql}\`);`);
}

/** A migration with this code in `up`, this member, and `rest` after its class. */
export function body(code: string, property = '', rest = ''): string {
  return `export class One1 implements MigrationInterface {
  ${property}
  async up(queryRunner: QueryRunner): Promise<void> {
    ${code}
  }
  async down(queryRunner: QueryRunner): Promise<void> {}
}
${rest}`;
}

/** What the check says of it, where it comes after tables that are in use. */
export function judge(text: string): string[] {
  return judgeMigrations([
    { name: '1-before.ts', text: BEFORE },
    { name: '2-under-test.ts', text },
  ]);
}
