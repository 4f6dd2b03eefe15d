import { Readable } from 'node:stream';
import { parseConfig } from '../../src/config/config.js';
import { openStorage } from '../../src/platform/storage/storage.module.js';
import type { Storage } from '../../src/platform/storage/storage.js';
import { linkTo } from '../support/link.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { TEST_SECRETS } from '../support/secrets.ts';
import { storageContract } from './storage.contract.ts';

const NOWHERE = {
  DATABASE_URL: 'postgres://nowhere/x',
  REDIS_QUEUE_URL: 'redis://nowhere',
  REDIS_CACHE_URL: 'redis://nowhere',
  SMTP_URL: 'smtp://nowhere',
};
const UNAVAILABLE = { code: 'unavailable', reason: 'storage_unavailable', retryAfter: 5 };

let server: S3Server;
let storage: Storage;

beforeAll(async () => {
  server = await startS3Server();
  storage = await open();
});

afterAll(() => server.stop());

function open(overrides: Record<string, string> = {}): Promise<Storage> {
  return openStorage(parseConfig({ ...TEST_SECRETS, ...NOWHERE, ...server.env, ...overrides }));
}

describe('storage on a service that speaks S3', () => {
  storageContract(() => storage);

  it('is unavailable with a bucket that is not there, which is no missing file', async () => {
    const other = await open({ STORAGE_S3_BUCKET: 'other' });
    await expect(other.read('a')).rejects.toMatchObject(UNAVAILABLE);
    await expect(other.write('a', Readable.from(['x']))).rejects.toMatchObject(UNAVAILABLE);
    await expect(other.check()).rejects.toMatchObject(UNAVAILABLE);
  });

  it('is unavailable with a wrong key, and does not say which', async () => {
    const stranger = await open({
      STORAGE_S3_ACCESS_KEY_ID: 'STRANGER',
      STORAGE_S3_SECRET_ACCESS_KEY: 'hunter2',
    });
    const error: unknown = await stranger
      .write('a', Readable.from(['x']))
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject(UNAVAILABLE);
    expect(JSON.stringify([error, String((error as Error).cause)])).not.toContain('hunter2');
  });

  it('is unavailable when the service breaks off in the middle of a file', async () => {
    const link = await linkTo(server.env.STORAGE_S3_ENDPOINT ?? '');
    const far = await open({ STORAGE_S3_ENDPOINT: link.url });
    await far.write('large', Readable.from([Buffer.alloc(20 * 2 ** 20)]));
    const file = await far.read('large');
    let bytes = 0;
    const reading = async () => {
      for await (const chunk of file?.stream ?? []) {
        if (bytes === 0) await link.cut();
        bytes += (chunk as Buffer).length;
      }
    };
    await expect(reading()).rejects.toMatchObject(UNAVAILABLE);
    expect(bytes).toBeGreaterThan(0);
  });

  it('is unavailable when the service is away', async () => {
    const away = await startS3Server();
    const lost = await open(away.env);
    await lost.write('a', Readable.from(['x']));
    await away.kill();
    await expect(lost.read('a')).rejects.toMatchObject(UNAVAILABLE);
    await expect(lost.stat('a')).rejects.toMatchObject(UNAVAILABLE);
    await expect(lost.delete('a')).rejects.toMatchObject(UNAVAILABLE);
    await expect(lost.check()).rejects.toMatchObject(UNAVAILABLE);
    const source = Readable.from(['x']);
    await expect(lost.write('a', source)).rejects.toMatchObject(UNAVAILABLE);
    expect(source.destroyed).toBe(true);
    await away.stop();
  });
});
