import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from './load-config.js';

const before = { cwd: process.cwd(), env: process.env };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  mkdirSync(join(folder, '.local/dev'), { recursive: true });
  process.chdir(folder);
  process.env = { REDIS_QUEUE_URL: 'redis://q', REDIS_CACHE_URL: 'redis://c', SMTP_URL: 'smtp://m' };
});

afterEach(() => {
  process.chdir(before.cwd);
  process.env = before.env;
  rmSync(folder, { recursive: true });
});

const stack = (url: string) => writeFileSync('.local/dev/stack.env', `DATABASE_URL=${url}\n`);
const file = (text: string) => writeFileSync('.env', text);

describe('the sources of the configuration [W1.I7] [W4.S6]', () => {
  it('are the environment, then .env, then the running local stack', () => {
    stack('postgres://stack/x');
    expect(loadConfig().database.urls[0]).toBe('postgres://stack/x');
    file('DATABASE_URL=postgres://file/x\n');
    expect(loadConfig().database.urls[0]).toBe('postgres://file/x');
    process.env.DATABASE_URL = 'postgres://environment/x';
    expect(loadConfig().database.urls[0]).toBe('postgres://environment/x');
  });

  it('do not include the local stack in production', () => {
    stack('postgres://stack/x');
    process.env.NODE_ENV = 'production';
    expect(() => loadConfig()).toThrow('DATABASE_URL is required');
    file(
      'DATABASE_URL=postgres://file/x\nCONSISTENCY_TOKEN_SECRET=a secret of sixteen\nPUBLIC_URL=https://a.example\n',
    );
    expect(loadConfig().database.urls[0]).toBe('postgres://file/x');
  });

  it('do not add the replicas of the local stack to a database that is given', () => {
    writeFileSync(
      '.local/dev/stack.env',
      'DATABASE_URL=postgres://stack/x\nDATABASE_REPLICA_URLS=postgres://stack/y\n',
    );
    expect(loadConfig().database.urls).toEqual(['postgres://stack/x', 'postgres://stack/y']);
    process.env.DATABASE_URL = 'postgres://environment/x';
    expect(loadConfig().database.urls).toEqual(['postgres://environment/x']);
  });

  it('need no file', () => {
    process.env.DATABASE_URL = 'postgres://environment/x';
    expect(loadConfig().environment).toBe('development');
  });
});
