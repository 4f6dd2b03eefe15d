import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const BUCKET = 'files';

export interface S3Server {
  /** Environment of an application that keeps its files there. */
  env: Record<string, string>;
  /** Where the server keeps what it was sent. */
  folder: string;
  kill: () => Promise<void>;
  stop: () => Promise<void>;
}

/** A service that speaks S3, as a process of its own. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  const program = require.resolve('s3rver/bin/s3rver.js');
  const args = ['--directory', folder, '--address', '127.0.0.1', '--port', '0', '--configure-bucket', BUCKET];
  const server = spawn(process.execPath, [program, '--silent', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  const address = await addressOf(server);
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  return {
    env: {
      STORAGE: 's3',
      STORAGE_S3_BUCKET: BUCKET,
      STORAGE_S3_ENDPOINT: `http://${address}`,
      STORAGE_S3_PATH_STYLE: 'true',
      // Those that this server knows.
      STORAGE_S3_ACCESS_KEY_ID: 'S3RVER',
      STORAGE_S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    folder,
    kill,
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /listening on (\S+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the S3 server ended with ${server.exitCode}`);
}
