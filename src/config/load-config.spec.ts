import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSecrets } from './secrets.js';
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
    expect(() => loadConfig()).toThrow('JWT_SIGNING_KEYS is required');
    expect(existsSync('.local/secrets.env')).toBe(false);
    Object.assign(process.env, newSecrets());
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

  it('include secrets of this machine, made once and kept from others [W2.I8]', () => {
    process.env.DATABASE_URL = 'postgres://environment/x';
    const { accessTokens, sessions } = loadConfig();
    expect([loadConfig().accessTokens, loadConfig().sessions]).toEqual([accessTokens, sessions]);
    expect(statSync('.local/secrets.env').mode & 0o777).toBe(0o600);
    rmSync('.local/secrets.env');
    expect(loadConfig().accessTokens.keys).not.toEqual(accessTokens.keys);
  });
});
