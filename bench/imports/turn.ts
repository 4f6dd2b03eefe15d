import { createReadStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import { runStep } from '../../local/run/step.ts';
import { treeCpuSeconds } from '../cpu-time.ts';
import { withClient } from '../with-client.ts';
import { emptyUsers } from './emptied.ts';
import { type ImportFiles, TABLE_COLUMNS } from './files.ts';
import { type ImportResult, readReport } from './import-result.ts';
import type { Way } from './ways.ts';

export interface Turn extends ImportResult {
  /** CPU of all of PostgreSQL. */
  postgresSeconds: number;
}

export interface Setting {
  env: NodeJS.ProcessEnv;
  postgresPid: number;
  signal: AbortSignal;
}

/** One way, from an empty table or one that has some of the rows, in a process of its own. */
export async function takeTurn(setting: Setting, way: Way, files: ImportFiles): Promise<Turn> {
  const { env, postgresPid, signal } = setting;
  await prepare(env, way.taken ?? 0, files);
  const before = treeCpuSeconds(postgresPid);
  const output = await runStep(way.name, { args: way.args, env }, signal);
  const postgresSeconds = treeCpuSeconds(postgresPid) - before;
  rmSync(env.STORAGE_DIR ?? '', { recursive: true, force: true });
  return { ...readReport(output), postgresSeconds };
}

// A checkpoint, so that nobody pays for what the one before has written.
async function prepare(env: NodeJS.ProcessEnv, taken: number, files: ImportFiles): Promise<void> {
  await withClient(env.DATABASE_URL ?? '', async (client) => {
    await emptyUsers(client);
    if (taken > 0) {
      await client.query(`CREATE TEMPORARY TABLE there (LIKE users INCLUDING DEFAULTS INCLUDING IDENTITY)`);
      const copy = client.query(from(`COPY there (${TABLE_COLUMNS}) FROM STDIN`));
      await pipeline(createReadStream(files.copy), copy);
      await client.query(
        `INSERT INTO users (${TABLE_COLUMNS}) SELECT ${TABLE_COLUMNS} FROM there WHERE id % 100 < $1 ORDER BY id`,
        [taken],
      );
    }
    await client.query('ANALYZE users');
    await client.query('CHECKPOINT');
  });
}
