import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Storage } from '../../src/platform/storage/storage.js';

/** What every storage does, whatever it keeps files in. */
export function storageContract(storageOf: () => Storage): void {
  let storage: Storage;
  let key: string;

  beforeEach(() => {
    storage = storageOf();
    key = `tests/${randomUUID()}.bin`;
  });

  const keep = (text: string) => storage.write(key, Readable.from([Buffer.from(text)]));

  it('gives back what was written, and says how much it is', async () => {
    expect(await keep('hello')).toEqual({ size: 5 });
    expect(await storage.stat(key)).toEqual({ size: 5 });
    expect(await read(storage, key)).toEqual({ size: 5, text: 'hello' });
  });

  it('keeps an empty file', async () => {
    expect(await storage.write(key, Readable.from([]))).toEqual({ size: 0 });
    expect(await read(storage, key)).toEqual({ size: 0, text: '' });
  });

  it('keeps a file of many parts as it was', async () => {
    const [size, chunk] = [20 * 2 ** 20 + 17, 64 * 2 ** 10];
    expect(await storage.write(key, Readable.from(pattern(size, chunk)))).toEqual({ size });
    const file = await storage.read(key);
    expect(file?.size).toBe(size);
    expect(await digest(file?.stream)).toBe(await digest(Readable.from(pattern(size, chunk))));
  }, 60_000);

  it('reads from any byte to the end', async () => {
    await keep('hello world');
    expect(await read(storage, key, 6)).toEqual({ size: 11, text: 'world' });
    expect(await read(storage, key, 11)).toEqual({ size: 11, text: '' });
    expect(await read(storage, key, 99)).toEqual({ size: 11, text: '' });
  });

  it('knows nothing of a file that is not there', async () => {
    expect(await storage.stat(key)).toBeUndefined();
    expect(await storage.read(key)).toBeUndefined();
    expect(await storage.read(key, 5)).toBeUndefined();
  });

  it('replaces a file', async () => {
    await keep('the first, which is longer');
    await keep('the second');
    expect(await read(storage, key)).toEqual({ size: 10, text: 'the second' });
  });

  it('deletes a file, and it does not matter how often', async () => {
    await keep('hello');
    await storage.delete(key);
    expect(await storage.stat(key)).toBeUndefined();
    await storage.delete(key);
  });

  it.each([100, 12 * 2 ** 20])('keeps nothing of a source that fails after %i bytes', async (bytes) => {
    const failure = new Error('the client has gone');
    const source = Readable.from(broken(bytes, failure));
    await expect(storage.write(key, source)).rejects.toBe(failure);
    expect(await storage.stat(key)).toBeUndefined();
  });

  it('keeps the file before where writing the next one fails', async () => {
    await keep('the first');
    await expect(storage.write(key, Readable.from(broken(100, new Error('no'))))).rejects.toThrow('no');
    expect(await read(storage, key)).toEqual({ size: 9, text: 'the first' });
  });

  it('tells of a source that failed before anybody read it', async () => {
    const source = new Readable({ read: () => {} });
    source.on('error', () => {}).destroy(new Error('too early'));
    await sleep(1);
    await expect(storage.write(key, source)).rejects.toThrow('too early');
  });

  it.each([100, 12 * 2 ** 20])('stops when it is told to, after %i bytes of more', async (bytes) => {
    const stop = new AbortController();
    const source = stalling(bytes, () => stop.abort(new Error('enough')));
    await expect(storage.write(key, source, stop.signal)).rejects.toThrow('enough');
    expect(source.destroyed).toBe(true);
    expect(await storage.stat(key)).toBeUndefined();
  });

  it('does not begin when it was told to stop before', async () => {
    const source = Readable.from([Buffer.from('hello')]);
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(storage.write(key, source, stopped)).rejects.toThrow('enough');
    expect(await storage.stat(key)).toBeUndefined();
  });

  it.each([
    '',
    '/etc/passwd',
    '../up',
    'a/../../up',
    'a//b',
    'a/',
    '.hidden',
    'a/.b',
    'a\0b',
    'a\\b',
    'ä',
    'x'.repeat(513),
  ])('takes %j for no key', async (wrong) => {
    const rejected = 'no key of storage';
    await expect(storage.write(wrong, Readable.from(['x']))).rejects.toThrow(rejected);
    await expect(storage.read(wrong)).rejects.toThrow(rejected);
    await expect(storage.stat(wrong)).rejects.toThrow(rejected);
    await expect(storage.delete(wrong)).rejects.toThrow(rejected);
  });

  it('says that it works', async () => {
    await expect(storage.check()).resolves.toBeUndefined();
  });
}

async function read(storage: Storage, key: string, from?: number) {
  const file = await storage.read(key, from);
  if (!file) return undefined;
  return { size: file.size, text: Buffer.concat(await file.stream.toArray()).toString() };
}

async function digest(stream: Readable | undefined): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream ?? []) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function* pattern(size: number, chunk: number): Generator<Buffer> {
  for (let at = 0; at < size; at += chunk) yield Buffer.alloc(Math.min(chunk, size - at), String(at));
}

function* broken(size: number, failure: Error): Generator<Buffer> {
  yield* pattern(size, 64 * 2 ** 10);
  throw failure;
}

// Waits for ever once it has given that much, like a client that has stopped sending.
function stalling(size: number, then: () => void): Readable {
  const chunks = pattern(size, 64 * 2 ** 10);
  return new Readable({
    read() {
      const { value, done } = chunks.next();
      if (done) setTimeout(then, 20);
      else this.push(value);
    },
  });
}
