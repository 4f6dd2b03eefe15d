import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrations } from '../../src/platform/database/migrations/index.js';
import { type OwnDatabase, ownDatabase } from '../support/own-database.ts';
import { run } from '../support/run.ts';
import { dumpSchema } from '../support/schema-dump.ts';

const SLOW_MS = 120_000;
const last = migrations.at(-1)?.name ?? '';
let database: OwnDatabase;
let folder: string;

beforeAll(async () => {
  database = await ownDatabase();
  folder = await mkdtemp(join(tmpdir(), 'groundwork-migrations-'));
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function script(name: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('npm', ['run', '-s', name, '--', ...args], database.env);
  return `${code}\n${stdout}${stderr}`;
}

async function change(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

describe('npm run', () => {
  it(
    'migration:run, show and revert do what they say [W3.I7] [W3.I6] [W3.I4]',
    async () => {
      expect(await script('migration:show')).toMatch(new RegExp(`\\[ \\].*${last}`));
      expect(await script('migration:run')).toMatch(/^0\n/);
      const full = await dumpSchema(database.url);
      expect(await script('migration:show')).toMatch(
        new RegExp(`^0\\n(\\[X\\] .*\\n){${migrations.length}}$`),
      );

      expect(await script('migration:revert')).toMatch(/^0\n/);
      expect(await script('migration:show')).toMatch(new RegExp(`\\[ \\].*${last}`));
      expect(await dumpSchema(database.url)).not.toEqual(full);

      expect(await script('migration:run')).toMatch(/^0\n/);
      expect(await dumpSchema(database.url)).toEqual(full);
    },
    SLOW_MS,
  );

  it(
    'migration:generate finds nothing to do, and writes what is missing [W3.I5]',
    async () => {
      expect(await script('migration:generate', '--check', join(folder, 'nothing'))).toBe(
        '0\nNo changes in database schema were found\n',
      );
      await change('DROP INDEX posts_title_idx');
      expect(await script('migration:generate', '--check', join(folder, 'nothing'))).toMatch(/^1\n/);
      expect(await readdir(folder)).toEqual([]);

      expect(await script('migration:generate', join(folder, 'add-title-index'))).toMatch(/^0\n/);
      const [file = ''] = await readdir(folder);
      expect(file).toMatch(/^\d+-add-title-index\.ts$/);
      const text = await readFile(join(folder, file), 'utf8');
      expect(text).toMatch(
        /CREATE INDEX \\?"posts_title_idx\\?" ON \\?"posts\\?" +\(\\?"title\\?", \\?"id\\?"\)/,
      );
      expect(text).toMatch(/export class AddTitleIndex\d+ implements MigrationInterface/);
    },
    SLOW_MS,
  );
});
