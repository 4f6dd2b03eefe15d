import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RejectedRow } from '../../src/features/imports/rejects/row-fault.js';
import type { RowBatch, RowPlan } from '../../src/features/imports/rows/row-batch.js';
import { RowThread } from '../../src/features/imports/rows/row-thread.js';
import { fileOf, type Outcome, outcomesOf, planOf, rejectsOf } from '../imports/row-files.ts';
import { eventually } from '../support/eventually.ts';

const ROWS = 20_000;
const LIMITS = { maxRecordBytes: 1_000_000 };
const records = Array.from({ length: ROWS }, (_, index) => [
  `Ada \\ "${index}"`,
  index % 100 === 7 ? 'nobody' : `ada${index}@example.com`,
  index % 10 === 3 ? 'two\r\nlines' : `note ${index}`,
]);

let folder: string;
let path: string;
const threads: RowThread[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rows-'));
  path = join(folder, 'rows.csv');
  await writeFile(path, fileOf(records));
});

afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.close();
});

afterAll(() => rm(folder, { recursive: true }));

function thread(plan: RowPlan, source: AsyncIterable<Uint8Array>, signal?: AbortSignal): RowThread {
  const made = new RowThread(plan, source, { ...LIMITS, signal });
  threads.push(made);
  return made;
}

/** All batches of a lane; each is looked at and released. */
async function drain(rows: RowThread, lane: number, look: (batch: RowBatch) => void | Promise<void>) {
  for (let batch = await rows.next(lane); batch; batch = await rows.next(lane)) {
    await look(batch);
    rows.release(batch);
  }
}

describe('a thread that reads rows', () => {
  it('gives every row once, and those that are wrong with the reason, the column and the text [W6.H4] [W6.S2]', async () => {
    const rows = thread(planOf(2, 3000), createReadStream(path));
    const found: Outcome[] = [];
    const wrong: RejectedRow[] = [];
    const looks = [0, 1].map((lane) =>
      drain(rows, lane, (batch) => {
        found.push(...outcomesOf(batch));
        wrong.push(...rejectsOf(batch));
      }),
    );
    await Promise.all(looks);
    const expected = records.map(([name, email], index): Outcome => [
      index + 1,
      email === 'nobody' ? 'isEmail' : `${name?.replace('\\', '\\\\')}\t${email}`,
    ]);
    expect(found.sort(([a], [b]) => a - b)).toEqual(expected);
    expect(wrong.sort((a, b) => a.row - b.row)[0]).toEqual({
      row: 8,
      // The fourth row has two lines, and the first line names the columns.
      line: 10,
      fields: ['Ada \\ "7"', 'nobody', 'note 7'],
      faults: [
        {
          column: 'email',
          field: 'email',
          code: 'isEmail',
          message: 'email must be an e-mail address of 254 characters at the most',
          value: 'nobody',
        },
      ],
    });
    await expect(rows.next(0)).resolves.toBeUndefined();
  });

  it('says of every field what is wrong, and of rows with too many or too few', async () => {
    const file = fileOf([
      ['', '', 'x'],
      ['Ada', 'ada@example.com'],
      ['Ada', 'ada@example.com', 'x', 'y'],
      ['A\u0007da', ' ', 'x'.repeat(120_000)],
      ['Ada', 'ada@example.com', '\0'],
    ]);
    const plan = planOf(1, 100, { mapping: { name: 'name', email: 'email', note: 'createdAt' } });
    const rows = thread(plan, source(file));
    const batch = await rows.next(0);
    const rejects = batch ? rejectsOf(batch) : [];
    expect(rejects.map(({ faults }) => faults.map(({ field, code }) => [field, code]))).toEqual([
      [
        ['name', 'isNotEmpty'],
        ['email', 'isNotEmpty'],
        ['createdAt', 'isTime'],
      ],
      [[null, 'tooFewFields']],
      [[null, 'tooManyFields']],
      [
        ['name', 'isText'],
        ['email', 'isEmail'],
        ['createdAt', 'isTime'],
      ],
      [[null, 'nul_byte']],
    ]);
    expect(rejects[3]?.fields[2]).toHaveLength(100_000);
    expect(rejects[3]?.faults[2]?.value).toHaveLength(200);
  });

  it('shows any row of a batch as the file has it, while the batch is not released', async () => {
    const rows = thread(planOf(1, 700), createReadStream(path, { highWaterMark: 5000 }));
    let asked = 0;
    await drain(rows, 0, async (batch) => {
      const indexes = [batch.rows.length - 1, 0, 5].filter(
        (index) => index >= 0 && index < batch.rows.length,
      );
      const originals = await rows.originals(batch, indexes);
      expect(originals).toEqual(indexes.map((index) => records[(batch.rows[index] ?? 0) - 1]));
      asked += originals.length;
    });
    expect(asked).toBeGreaterThan(50);
  });

  it('shows them around a record that has no end, of which not all is kept', async () => {
    const before = ['Ada', 'ada@example.com', 'x'];
    const after = ['Bob', 'bob@example.com', 'y'];
    async function* long() {
      await Promise.resolve();
      yield fileOf([before]);
      yield Buffer.from('"');
      for (let megabytes = 0; megabytes < 48; megabytes++) yield Buffer.alloc(1024 * 1024, 'x');
      yield Buffer.from(`"\n${after.join()}\n`);
    }
    const rows = thread(planOf(1, 100), long());
    const shown: string[][] = [];
    const faults: string[] = [];
    await drain(rows, 0, async (batch) => {
      shown.push(...(await rows.originals(batch, [...batch.rows.keys()])));
      faults.push(...rejectsOf(batch).flatMap(({ faults: found }) => found.map(({ code }) => code)));
    });
    expect(shown).toEqual([before, after]);
    expect(faults).toEqual(['record_too_large']);
  });

  it('reads on only while somebody takes what it has read', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        const lines = Buffer.from('Ada,ada@example.com,x\n'.repeat(4000));
        given += lines.length;
        yield lines;
        await Promise.resolve();
      }
    }
    const rows = thread(
      planOf(1, 500, { dialect: { ...planOf(1, 1).options.dialect, header: false } }),
      endless(),
    );
    const first = await rows.next(0);
    let before = -1;
    // It comes to rest.
    await eventually(async () => {
      before = given;
      await sleep(200);
      return given === before;
    });
    expect(given).toBeLessThan(5_000_000);
    if (first) rows.release(first);
    for (let taken = 0; taken < 100; taken++) {
      const batch = await rows.next(0);
      if (batch) rows.release(batch);
    }
    await eventually(() => given > before);
  });

  it('makes batches of another size from when it is told', async () => {
    const rows = thread(planOf(1, 100), createReadStream(path, { highWaterMark: 10_000 }));
    rows.resize(1000);
    const sizes: number[] = [];
    await drain(rows, 0, ({ rows: taken, rejects }) => void sizes.push(taken.length + rejects.count));
    expect(sizes.reduce((sum, size) => sum + size)).toBe(ROWS);
    expect(Math.max(...sizes)).toBe(1000);
  });

  it('passes on what the source fails with, to those who wait and those who come later', async () => {
    const broken = new PassThrough();
    const rows = thread(planOf(2, 10), broken);
    const waiting = [rows.next(0), rows.next(1)].map((next) => next.catch((error: unknown) => error));
    broken.write('name,email,note\nAda,');
    broken.destroy(new Error('the disk is gone'));
    await expect(Promise.all(waiting)).resolves.toEqual([
      new Error('the disk is gone'),
      new Error('the disk is gone'),
    ]);
    await expect(rows.next(0)).rejects.toThrow('the disk is gone');
  });

  it('ends when it is told, though the source says nothing', async () => {
    const silent = new PassThrough();
    const stop = new AbortController();
    const rows = thread(planOf(1, 10), silent, stop.signal);
    const waiting = rows.next(0).catch((error: unknown) => error);
    const closed = once(silent, 'close');
    stop.abort(new Error('enough'));
    await expect(waiting).resolves.toEqual(new Error('enough'));
    await closed;
    await expect(rows.next(0)).rejects.toThrow('enough');
    await rows.close();
    const late = thread(planOf(1, 10), new PassThrough(), stop.signal);
    await expect(late.next(0)).rejects.toThrow('enough');
  });
});

async function* source(file: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield file;
}
