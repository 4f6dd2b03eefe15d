import { mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DiskStorage } from '../../src/platform/storage/disk-storage.js';
import { storageContract } from './storage.contract.ts';

const UNAVAILABLE = { code: 'unavailable', reason: 'storage_unavailable' };

let folder: string;
let storage: DiskStorage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-'));
  storage = new DiskStorage(folder);
});

afterAll(() => rm(folder, { recursive: true }));

describe('storage on a disk', () => {
  storageContract(() => storage);

  // Runs after the contract, which has failed and stopped half-way several times.
  it('has no drafts left of what failed', async () => {
    expect(await readdir(join(folder, '.incoming'))).toEqual([]);
  });

  it('throws away what a process that was killed left a day ago', async () => {
    const other = join(folder, 'other');
    const drafts = join(other, '.incoming');
    await mkdir(drafts, { recursive: true });
    for (const name of ['old', 'new']) await writeFile(join(drafts, name), 'half a fi');
    const dayAgo = Date.now() / 1000 - 25 * 3600;
    await utimes(join(drafts, 'old'), dayAgo, dayAgo);
    await new DiskStorage(other).write('a', Readable.from(['x']));
    expect(await readdir(drafts)).toEqual(['new']);
  });

  // A service that speaks S3 promises the same; the one of the tests does not keep it.
  it('keeps one of two that are written to one key at once, whole', async () => {
    const texts = ['a'.repeat(300_000), 'b'.repeat(200_000)];
    await Promise.all(texts.map((text) => storage.write('both', Readable.from([Buffer.from(text)]))));
    const file = await storage.read('both');
    const kept = Buffer.concat((await file?.stream.toArray()) ?? []).toString();
    expect(texts.indexOf(kept)).toBeGreaterThanOrEqual(0);
  });

  it('gives the memory of large chunks back as soon as they are written, and of no others', async () => {
    const [large, small] = [Buffer.alloc(64 * 1024, 'a'), Buffer.from('b')];
    const part = Buffer.alloc(64 * 1024, 'c').subarray(1);
    await storage.write('freed', Readable.from([large, small, part]));
    expect([large.length, small.length, part.length]).toEqual([0, 1, 64 * 1024 - 1]);
    const kept = Buffer.concat((await (await storage.read('freed'))?.stream.toArray()) ?? []).toString();
    expect(kept).toBe(`${'a'.repeat(64 * 1024)}b${'c'.repeat(64 * 1024 - 1)}`);
  });

  it('is unavailable where a file is cut off while it is read', async () => {
    await storage.write('cut', Readable.from([Buffer.alloc(2 ** 20)]));
    const file = await storage.read('cut', 1000);
    const reading = async () => {
      for await (const _chunk of file?.stream ?? []) await truncate(join(folder, 'cut'), 200_000);
    };
    await expect(reading()).rejects.toMatchObject(UNAVAILABLE);
  });

  it('is unavailable where a folder is in the place of a file', async () => {
    await mkdir(join(folder, 'replaced'));
    await expect(storage.read('replaced')).rejects.toMatchObject(UNAVAILABLE);
  });

  it('is unavailable where it cannot make its folder', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const broken = new DiskStorage(file);
    await expect(broken.write('a', Readable.from(['x']))).rejects.toMatchObject(UNAVAILABLE);
    await expect(broken.check()).rejects.toMatchObject(UNAVAILABLE);
  });
});
