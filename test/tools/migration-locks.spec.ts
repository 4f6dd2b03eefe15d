import { body, judge, migration } from './migration-text.ts';

const BARE = 'readonly transaction = false;';
const ADD = 'ALTER TABLE "users" ADD COLUMN "x"';

describe('a migration may', () => {
  it.each([
    ['index a table it makes', 'CREATE TABLE t (a int); CREATE UNIQUE INDEX t_a ON t (a)'],
    [
      'do anything with it',
      'CREATE TABLE t (a int); UPDATE t SET a = 1; ALTER TABLE t ALTER a TYPE bigint, ADD CHECK (a > 0)',
    ],
    ['quote a name or not', 'CREATE TABLE "t" (a int); CREATE INDEX ON public.t (a)'],
    ['add a column', `${ADD} text`],
    ['add a column with a constant', `${ADD} text NOT NULL DEFAULT 'a' || 'b'`],
    ['add a column with the time', `${ADD} timestamptz(3) NOT NULL DEFAULT now()`],
    ['add a column with a cast', `${ADD} numeric(9,2) DEFAULT '1'::numeric(9,2)`],
    ['add a column with a word of SQL', `${ADD} date DEFAULT current_date`],
    ['add a virtual column', `${ADD} int GENERATED ALWAYS AS (age + 1) VIRTUAL`],
    ['add a column called like a constraint', 'ALTER TABLE users ADD "check" text'],
    ['add a constraint that is not checked', 'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID'],
    [
      'add a foreign key that is not checked',
      'ALTER TABLE posts ADD FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID',
    ],
    ['validate', 'ALTER TABLE users VALIDATE CONSTRAINT users_seen_set'],
    [
      'validate, and then refuse NULL',
      'ALTER TABLE users VALIDATE CONSTRAINT users_seen_set; ALTER TABLE users ALTER seen SET NOT NULL',
    ],
    ['refuse NULL where a check does', 'ALTER TABLE users ALTER COLUMN "age" SET NOT NULL'],
    ['use an index for a constraint', 'ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX users_x'],
    ['lengthen a text', 'ALTER TABLE users ALTER COLUMN name TYPE character varying(51)'],
    ['lengthen a text without limit', 'ALTER TABLE users ALTER name SET DATA TYPE text'],
    ['drop', 'ALTER TABLE users DROP COLUMN nick, DROP CONSTRAINT c; DROP INDEX i; DROP TABLE posts'],
    ['set a default', 'ALTER TABLE users ALTER COLUMN nick SET DEFAULT random()'],
    ['rename a constraint', 'ALTER TABLE users RENAME CONSTRAINT a TO b; ALTER INDEX a RENAME TO b'],
    ['make a trigger', 'CREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()'],
    [
      'make a function, whatever is in it',
      `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $x$ BEGIN LOCK TABLE users; END $x$`,
    ],
    [
      'make one of standard SQL',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC UPDATE users SET age = 1; SELECT CASE WHEN true THEN 1 END; END',
    ],
    ['say something in a comment', 'SELECT 1 -- LOCK TABLE users;\n /* /* CLUSTER */ LOCK TABLE users; */'],
    [
      'say something in a text',
      `COMMENT ON TABLE users IS 'it''s; LOCK TABLE users'; SELECT E'\\\\'; LOCK TABLE users', ";LOCK"`,
    ],
    [
      'change some rows',
      'UPDATE users SET age = 1 WHERE id IN (SELECT id FROM users WHERE age IS NULL LIMIT 1000)',
    ],
    ['insert rows', `INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET age = 1`],
    ['copy rows before it locks', 'CREATE TABLE t (a int); INSERT INTO t SELECT id FROM users'],
  ])('%s', (_, sql) => {
    expect(judge(migration(sql))).toEqual([]);
  });

  it.each([
    [
      'build an index concurrently',
      `await createIndexConcurrently(queryRunner, 'i', 'CREATE INDEX CONCURRENTLY "i" ON "users" ("age")');`,
    ],
    ['drop one', "await queryRunner.query('DROP INDEX CONCURRENTLY IF EXISTS i');"],
    ['validate', "await queryRunner.query('ALTER TABLE users VALIDATE CONSTRAINT c');"],
    [
      'change rows in batches',
      "await queryRunner.query('DELETE FROM users WHERE id IN (SELECT id FROM users LIMIT 10)');",
    ],
    ['make what may be there', "await queryRunner.query('CREATE TABLE IF NOT EXISTS t (a int)');"],
  ])('without a transaction %s', (_, code) => {
    expect(judge(body(code, BARE))).toEqual([]);
  });
});

describe('a migration is refused that', () => {
  it.each([
    ['indexes a table', 'CREATE INDEX i ON users (age)', /nobody can write users\n.*createIndexConcurrently/],
    [
      'indexes it uniquely',
      'CREATE UNIQUE INDEX IF NOT EXISTS "i" ON ONLY "public"."users" USING btree (age)',
      /nobody can write users/,
    ],
    [
      'indexes it concurrently in a transaction',
      'CREATE INDEX CONCURRENTLY i ON users (age)',
      /not possible inside of a transaction/,
    ],
    ['drops one so', 'DROP INDEX CONCURRENTLY i', /not possible inside of a transaction/],
    ['indexes again', 'REINDEX TABLE users', /REINDEX … CONCURRENTLY/],
    [
      'adds a random column',
      `${ADD} uuid DEFAULT gen_random_uuid()`,
      /gen_random_uuid\(\) may give each row/,
    ],
    ['adds one of chance', `${ADD} int NOT NULL DEFAULT (random() * 10)::int`, /random\(\) may give/],
    ['adds one of the clock', `${ADD} timestamptz DEFAULT clock_timestamp()`, /clock_timestamp\(\)/],
    ['adds one of a sequence', `${ADD} bigint DEFAULT nextval('s')`, /nextval\(\)/],
    ['adds one of a function it does not know', `${ADD} text DEFAULT "my_own"()`, /my_own\(\)/],
    ['adds a serial', `${ADD} bigserial`, /a number for each row writes every row of users anew/],
    ['adds an identity', `${ADD} bigint GENERATED BY DEFAULT AS IDENTITY`, /a number for each row/],
    [
      'adds a stored column',
      `${ADD} tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED`,
      /a stored generated column/,
    ],
    ['adds a column that must be there', `${ADD} text NOT NULL`, /fails as soon as users has a row/],
    ['adds a unique column', `${ADD} text UNIQUE`, /a unique column builds its index/],
    ['adds a reference', `${ADD} bigint REFERENCES posts (id)`, /REFERENCES reads all of users/],
    ['adds a checked column', `${ADD} int CHECK (x > 0)`, /CHECK reads all of users/],
    [
      'adds several, one of them bad',
      'ALTER TABLE users ADD a numeric(1,0), ADD b uuid DEFAULT uuidv7()',
      /uuidv7/,
    ],
    [
      'refuses NULL',
      'ALTER TABLE users ALTER COLUMN nick SET NOT NULL',
      /SET NOT NULL reads all of users[^]*CHECK \("nick" IS NOT NULL\) NOT VALID/,
    ],
    [
      'refuses NULL before the check is valid',
      'ALTER TABLE users ALTER seen SET NOT NULL',
      /SET NOT NULL reads all/,
    ],
    ['changes a type', 'ALTER TABLE users ALTER COLUMN "age" TYPE bigint', /another type writes every row/],
    ['shortens a text', 'ALTER TABLE users ALTER name TYPE varchar(49)', /another type/],
    ['converts a text', 'ALTER TABLE users ALTER name TYPE text USING upper(name)', /another type/],
    [
      'checks all rows',
      'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0)',
      /checked against all of users while nobody can read/,
    ],
    [
      'checks all references',
      'ALTER TABLE ONLY posts ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users',
      /nobody can write it, nor what it refers to/,
    ],
    ['makes a key', 'ALTER TABLE IF EXISTS users ADD PRIMARY KEY (id)', /UNIQUE USING INDEX/],
    ['makes it unique', 'ALTER TABLE users ADD CONSTRAINT u UNIQUE (name)', /the index of the constraint/],
    ['excludes', 'ALTER TABLE users ADD EXCLUDE USING gist (age WITH =)', /the index of the constraint/],
    [
      'validates what it has just locked',
      'ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c',
      /still holds the lock/,
    ],
    ['renames a table', 'ALTER TABLE users RENAME TO people', /previous release/],
    ['renames a column', 'ALTER TABLE users RENAME nick TO alias', /previous release/],
    ['renames a view', 'ALTER VIEW v RENAME COLUMN a TO b', /previous release/],
    ['moves a table', 'ALTER TABLE users SET SCHEMA old', /previous release/],
    ['writes it anew', 'ALTER TABLE users SET UNLOGGED', /SET UNLOGGED writes all of users anew/],
    ['cleans it', 'VACUUM (FULL) users', /VACUUM FULL/],
    ['sorts it', 'CLUSTER users USING i', /CLUSTER/],
    ['locks it', 'LOCK users IN SHARE MODE', /LOCK keeps everybody away from users/],
    ['empties it', 'TRUNCATE TABLE users', /TRUNCATE keeps everybody away/],
    ['changes all rows', 'UPDATE users SET age = 1', /UPDATE may lock many rows of users/],
    ['changes as many as there are', 'UPDATE ONLY users SET age = 1 WHERE age IS NULL', /UPDATE may lock/],
    ['deletes them', 'DELETE FROM users', /DELETE may lock/],
    ['changes them behind WITH', 'WITH a AS (SELECT 1) UPDATE users SET age = 1', /UPDATE may lock/],
    [
      'copies rows while it locks',
      'CREATE TABLE t (a int); ALTER TABLE posts ADD x int; INSERT INTO t SELECT id FROM users',
      /holds a lock on posts/,
    ],
    ['refreshes a view', 'REFRESH MATERIALIZED VIEW v', /CONCURRENTLY/],
    ['waits for locks as it likes', `SET lock_timeout = '1h'`, /MIGRATION_LOCK_TIMEOUT_MS/],
    ['waits so by a function', `SELECT set_config('lock_timeout', '0', true)`, /MIGRATION_LOCK_TIMEOUT_MS/],
    ['ends its transaction', 'COMMIT', /the transaction is that of the migration/],
    ['hides what it does', 'DO $$ BEGIN EXECUTE 1; END $$', /cannot be judged/],
    [
      'does what nobody has thought of',
      'ALTER TABLE users FROBNICATE; CONSTRUCT x',
      /does not know FROBNICATE/,
    ],
    ['does it after something harmless', 'SELECT 1; LOCK TABLE users', /LOCK keeps/],
  ])('%s', (_, sql, message) => {
    expect(judge(migration(sql)).join('\n')).toMatch(message);
  });

  it.each([
    [
      'builds an index that it cannot resume',
      "await queryRunner.query('CREATE INDEX CONCURRENTLY i ON users (age)');",
      /leaves an INVALID index behind/,
    ],
    [
      'takes a broken index for a good one',
      "await createIndexConcurrently(queryRunner, 'i', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (age)');",
      /INVALID/,
    ],
    [
      'forgets the word',
      "await createIndexConcurrently(queryRunner, 'i', 'CREATE INDEX i ON users (age)');",
      /nobody can write users/,
    ],
    [
      'cannot run twice',
      "await queryRunner.query('CREATE TABLE t (a int)');",
      /done again when a later statement/,
    ],
    [
      'adds a constraint that may be there',
      "await queryRunner.query('ALTER TABLE users ADD CHECK (true) NOT VALID');",
      /done again/,
    ],
  ])('without a transaction %s', (_, code, message) => {
    expect(judge(body(code, BARE)).join('\n')).toMatch(message);
  });
});
