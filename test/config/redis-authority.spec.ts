import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, parseConfig } from '../../src/config/config.js';
import { newSecrets } from '../../src/config/secrets.js';
import { Authority } from '../support/certificates.ts';

const GIVEN = {
  ...newSecrets(),
  DATABASE_URL: 'postgres://db/groundwork',
  REDIS_QUEUE_URL: 'redis://queue',
  REDIS_CACHE_URL: 'rediss+sentinel://one,two,three/cache',
  SMTP_URL: 'smtp://mail',
};

const ours = new Authority('Ours').certificate.trim();
const theirs = new Authority('Theirs').certificate.trim();
let dir: string;

beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'authority-'))));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the authority of a Redis with TLS', () => {
  it('is read from the variable, also where that has no lines, or from a file', () => {
    const file = join(dir, 'ca.pem');
    writeFileSync(file, `# Of the year before\n${theirs}\n# And ours\n${ours}\n`);
    const read = (REDIS_TLS_CA: string) => parseConfig({ ...GIVEN, REDIS_TLS_CA }).redis.tls.ca;
    expect(read(ours)).toBe(ours);
    expect(read(ours.replaceAll('\n', '\\n'))).toBe(ours);
    expect(read(file)).toBe(`${theirs}\n${ours}`);
    expect(parseConfig(GIVEN).redis.tls.ca).toBeUndefined();
  });

  it.each([
    ['no file', '/no/such/hunter2'],
    ['a folder', tmpdir()],
    ['no certificate', '-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----'],
    ['a key', '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----'],
  ])('is not %s, and no value is repeated', (_what, REDIS_TLS_CA) => {
    const faults = faultsOf({ ...GIVEN, REDIS_TLS_CA });
    expect(faults).toEqual([expect.stringMatching(/^REDIS_TLS_CA: must be certificates/)]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('is refused where nothing is secured', () => {
    const faults = faultsOf({ ...GIVEN, REDIS_CACHE_URL: 'redis://cache', REDIS_TLS_CA: ours });
    expect(faults).toEqual([expect.stringMatching(/^REDIS_TLS_CA: neither .* rediss:/)]);
  });
});

function faultsOf(variables: Record<string, string>): string[] {
  try {
    parseConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
  }
  throw new Error('the configuration was accepted');
}
