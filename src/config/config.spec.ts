import { ConfigError, parseConfig } from './config.js';
import { newSecrets } from './secrets.js';
import { newSigningKey } from './signing-keys.js';

const REQUIRED = {
  ...newSecrets(),
  DATABASE_URL: 'postgres://app:hunter2@db/groundwork',
  REDIS_QUEUE_URL: 'redis://queue',
  REDIS_CACHE_URL: 'redis://cache',
  SMTP_URL: 'smtp://mail',
};

function faultsOf(variables: Record<string, string>): ConfigError {
  try {
    parseConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('the configuration was accepted');
}

describe('a configuration with faults', () => {
  it('names every missing variable at once [W1.I7]', () => {
    expect(faultsOf({}).faults).toEqual([
      'DATABASE_URL is required',
      'JWT_SIGNING_KEYS is required',
      'SESSION_SECRET is required',
      'DATA_ENCRYPTION_KEYS is required',
      'REDIS_QUEUE_URL is required',
      'REDIS_CACHE_URL is required',
      'SMTP_URL is required',
    ]);
  });

  it('names every wrong variable at once and repeats no value [W1.I7] [W4.S6]', () => {
    const error = faultsOf({
      ...REQUIRED,
      PORT: 'hunter2',
      NODE_ENV: 'hunter2',
      DATABASE_URL: 'mysql://app:hunter2@db/x',
      DATABASE_POOL_MAX: '0',
      DATABASE_REPLICA_URLS: 'postgres://ok/x,hunter2',
      TRUST_PROXY: 'hunter2',
      REDIS_CACHE_URL: 'hunter2',
      LOG_LEVEL: 'hunter2',
    });
    expect(error.faults.map((fault) => /^\w+/.exec(fault)?.[0]).sort()).toEqual([
      'DATABASE_POOL_MAX',
      'DATABASE_REPLICA_URLS',
      'DATABASE_URL',
      'LOG_LEVEL',
      'NODE_ENV',
      'PORT',
      'REDIS_CACHE_URL',
      'TRUST_PROXY',
    ]);
    expect(error.message).not.toContain('hunter2');
  });

  it.each([
    'redis+sentinel://:hunter2@one',
    'rediss+sentinel://:hunter2@one:port/name',
    'redis+sentinel://one/name?auth=hunter2',
    'http://:hunter2@one',
    'redis://',
  ])('names what is no Redis and repeats no value: %s [W7.B5]', (REDIS_CACHE_URL) => {
    const { faults } = faultsOf({ ...REQUIRED, REDIS_CACHE_URL });
    expect(faults).toEqual([expect.stringMatching(/^REDIS_CACHE_URL: must .*redis/)]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it.each([
    ['not JSON', 'hunter2'],
    ['no key', '[]'],
    ['a public key', JSON.stringify([{ ...newSigningKey(), d: undefined }])],
    ['a key of another curve', JSON.stringify([{ ...newSigningKey(), crv: 'P-384' }])],
    [
      'two keys of one name',
      JSON.stringify([newSigningKey(), newSigningKey()].map((key) => ({ ...key, kid: 'a' }))),
    ],
  ])('refuses signing keys that are %s [W2.I8]', (_, JWT_SIGNING_KEYS) => {
    const error = faultsOf({ ...REQUIRED, JWT_SIGNING_KEYS });
    expect(error.faults).toEqual([expect.stringMatching(/^JWT_SIGNING_KEYS: /)]);
    expect(error.message).not.toContain('hunter2');
  });

  it.each(['3000.5', '-1', '65536', '3e3x'])('refuses the port %j', (PORT) => {
    expect(faultsOf({ ...REQUIRED, PORT }).faults).toEqual([expect.stringMatching(/^PORT: /)]);
  });
});

describe('the configuration', () => {
  it('refuses the secrets of development in production', () => {
    expect(() => parseConfig({ ...REQUIRED, NODE_ENV: 'production' })).toThrow(
      'CONSISTENCY_TOKEN_SECRET is required in production',
    );
  });

  it.each([
    ['*', 'CORS_ORIGINS'],
    ['null', 'CORS_ORIGINS'],
    ['https://app.example.com/', 'CORS_ORIGINS'],
    ['https://app.example.com,app.example.org', 'CORS_ORIGINS'],
    ['https://*.example.com', 'CORS_ORIGINS'],
    ['https://user@app.example.com', 'PUBLIC_URL'],
    ['https://app.example.com/base', 'PUBLIC_URL'],
    ['ftp://app.example.com', 'PUBLIC_URL'],
  ])('does not take %j for an origin [W2.B4] [W8.I5]', (value, name) => {
    expect(faultsOf({ ...REQUIRED, [name]: value }).faults).toEqual([
      expect.stringMatching(new RegExp(`^${name}: `)),
    ]);
  });

  it('redirects only to an address that is https itself [W8.I4]', () => {
    const faults = ['PUBLIC_URL: must be an https address when HTTPS_ONLY is true'];
    expect(faultsOf({ ...REQUIRED, HTTPS_ONLY: 'true' }).faults).toEqual(faults);
    expect(faultsOf({ ...REQUIRED, HTTPS_ONLY: 'true', PUBLIC_URL: 'http://a.example' }).faults).toEqual(
      faults,
    );
    const { http } = parseConfig({ ...REQUIRED, HTTPS_ONLY: 'true', PUBLIC_URL: 'https://a.example' });
    expect(http).toMatchObject({ httpsOnly: true, publicUrl: 'https://a.example' });
    expect(parseConfig({ ...REQUIRED, PORT: '3001' }).http.publicUrl).toBe('http://127.0.0.1:3001');
  });

  it('has a default for everything that is not an address [W1.I7]', () => {
    const config = parseConfig(REQUIRED);
    expect(config).toMatchObject({
      environment: 'development',
      http: { host: '127.0.0.1', port: 3000, requestTimeoutMs: 10_000 },
      database: { urls: [REQUIRED.DATABASE_URL], poolMax: 20 },
      worker: { queues: [], concurrency: 10 },
    });
  });

  it('takes a blank text for unset', () => {
    expect(parseConfig({ ...REQUIRED, PORT: '' }).http.port).toBe(3000);
    expect(parseConfig({ ...REQUIRED, PORT: ' ' }).http.port).toBe(3000);
    expect(faultsOf({ ...REQUIRED, SMTP_URL: '' }).faults).toEqual(['SMTP_URL is required']);
  });

  it('reads numbers and lists', () => {
    const config = parseConfig({
      ...REQUIRED,
      PORT: '8080',
      DATABASE_REPLICA_URLS: ' postgres://a/x , postgres://b/x,',
      WORKER_QUEUES: 'email, report',
      TRUST_PROXY: '10.0.0.0/8, ::1',
    });
    expect(config.http).toMatchObject({ port: 8080, trustProxy: ['10.0.0.0/8', '::1'] });
    expect(config.database.urls.slice(1)).toEqual(['postgres://a/x', 'postgres://b/x']);
    expect(config.worker.queues).toEqual(['email', 'report']);
  });

  it('cannot be changed, however deep', () => {
    const { http, database } = parseConfig(REQUIRED) as { http: { port: number }; database: object };
    expect(() => (http.port = 1)).toThrow(TypeError);
    expect(Object.isFrozen(database)).toBe(true);
    expect(Object.isFrozen((database as { replicaUrls: string[] }).replicaUrls)).toBe(true);
  });
});
