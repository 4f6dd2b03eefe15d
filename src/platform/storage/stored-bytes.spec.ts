import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { storedBytes } from './stored-bytes.js';

const UNAVAILABLE = { code: 'unavailable', reason: 'storage_unavailable' };
const CHUNKS = ['one', 'two', 'three'].map((text) => Buffer.from(text));
const LENGTH = 11;

const source = () => Readable.from(CHUNKS, { objectMode: false });

describe('what is read of a file', () => {
  it('is its chunks as they are, however slowly they are taken, and no objects', async () => {
    const bytes = storedBytes(source(), LENGTH);
    const taken: unknown[] = [];
    for await (const chunk of bytes) {
      taken.push(chunk);
      await sleep(2);
    }
    expect(taken).toEqual(CHUNKS);
    expect(bytes.readableObjectMode).toBe(false);
  });

  it.each([LENGTH + 1, LENGTH - 1])('fails where it is not the %i bytes that were said', async (length) => {
    await expect(storedBytes(source(), length).toArray()).rejects.toMatchObject(UNAVAILABLE);
  });

  it('fails where the source does, also before anybody reads', async () => {
    const cause = new Error('no');
    const bytes = storedBytes(new Readable({ read: () => {} }).destroy(cause), LENGTH);
    await sleep(1);
    await expect(bytes.toArray()).rejects.toMatchObject({ ...UNAVAILABLE, cause });
  });

  it('fails where the source is closed before its end', async () => {
    const silent = new Readable({ read: () => {} });
    const reading = storedBytes(silent, LENGTH).toArray();
    silent.destroy();
    await expect(reading).rejects.toMatchObject(UNAVAILABLE);
  });

  it('ends a source that is silent when nobody wants more', () => {
    const silent = new Readable({ read: () => {} });
    storedBytes(silent, LENGTH).destroy();
    expect(silent.destroyed).toBe(true);
  });
});
