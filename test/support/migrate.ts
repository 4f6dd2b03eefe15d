import { spawnSync } from 'node:child_process';

/** Migrates a database as a deployment does, with the built command line. */
export async function migrate(databaseUrl: string): Promise<void> {
  const { status, stderr } = spawnSync(process.execPath, ['dist/main/cli.js', 'migrate'], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: databaseUrl,
      DATABASE_PROBE_TIMEOUT_MS: '10000',
      ...NO_REDIS,
    },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cannot migrate the test database (npm run build first?): ${stderr}`);
}

const NO_REDIS = {
  REDIS_QUEUE_URL: 'redis://127.0.0.1:1',
  REDIS_CACHE_URL: 'redis://127.0.0.1:1',
  SMTP_URL: 'smtp://127.0.0.1:1',
};
