import fc from 'fast-check';
import type { MadeBatch } from '../../src/features/imports/rows/lane-batches.js';
import { KeptBytes } from '../../src/features/imports/rows/kept-bytes.js';
import { firstPosition } from '../../src/features/imports/rows/first-position.js';
import type { RowPlan } from '../../src/features/imports/rows/row-batch.js';
import { RowReader } from '../../src/features/imports/rows/row-reader.js';
import { fileOf, inPieces, type Outcome, outcomesOf, planOf, rejectsOf } from './row-files.ts';

interface Reading {
  blockBytes?: number;
  pieceBytes?: number;
  keeping?: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  passed?: (needed: number, read: number) => void;
}

/** All batches, lane by lane. */
async function read(plan: RowPlan, file: Buffer, reading: Reading = {}) {
  const { blockBytes, pieceBytes = 50, keeping = (source) => source, passed = () => {} } = reading;
  const lanes: MadeBatch[][] = plan.lanes.map(() => []);
  const reader = new RowReader(plan, {
    give: (batch) => void lanes[batch.lane]?.push(batch),
    room: () => Promise.resolve(),
    passed,
  });
  const rest = file.subarray(firstPosition(plan.lanes).byte);
  await reader.run(keeping(inPieces(rest, pieceBytes)), { maxRecordBytes: 100_000, blockBytes });
  return lanes;
}

const outcomes = (batches: MadeBatch[]): Outcome[] => batches.flatMap(outcomesOf);

const cell = fc.oneof(
  fc.constantFrom('Ada', 'Ada "the first"', 'two\nlines', 'back\\slash', 'tab\t', 'é, ü', ''),
  fc.string({ maxLength: 8 }),
);
const email = fc
  .tuple(fc.constantFrom('ada', 'ADA', 'Bob', 'c', 'd e'), fc.integer({ min: 0, max: 5 }))
  .map(([name, number]) => `${name}${number}@example.com`);
const record = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(cell, email, cell).map((cells): string[] => cells) },
  { weight: 1, arbitrary: fc.array(cell, { minLength: 1, maxLength: 5 }) },
);
const file = fc
  .tuple(fc.array(record, { maxLength: 60 }), fc.constantFrom('\n' as const, '\r\n' as const))
  .map(([records, newline]) => ({ csv: fileOf(records, newline), count: records.length }));
const size = fc.integer({ min: 1, max: 9 });
const bytes = fc.integer({ min: 1, max: 300 });
const RUNS = { numRuns: 300, seed: 6 };

describe('rows of a file', () => {
  it('come in their lanes the same, whatever the sizes of batches, blocks and pieces [W6.I1]', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 4 }), size, bytes, bytes, async (...drawn) => {
        const [{ csv, count }, lanes, batchRows, blockBytes, pieceBytes] = drawn;
        const whole = await read(planOf(lanes, 1000), csv);
        const parts = await read(planOf(lanes, batchRows), csv, { blockBytes, pieceBytes });
        expect(parts.map(outcomes)).toEqual(whole.map(outcomes));
        const rows = parts.flatMap((batches) => outcomes(batches).map(([row]) => row));
        // Each once.
        expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
        for (const batch of parts.flat())
          expect(batch.rows.length + batch.rejects.count).toBeLessThanOrEqual(batchRows);
        expect(parts.map((batches) => batches.map(({ last }) => last))).toEqual(
          parts.map((batches) => batches.map((_, index) => index === batches.length - 1)),
        );
      }),
      RUNS,
    );
  });

  it('go on from the end of any batch with those that are left [W6.H3]', async () => {
    const cuts = fc.array(fc.nat(), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        file,
        size,
        fc.tuple(bytes, bytes),
        cuts,
        async ({ csv }, batchRows, blocks, drawn) => {
          const [before, after] = blocks;
          const lanes = await read(planOf(3, batchRows), csv, { blockBytes: before });
          const taken = lanes.map((batches, lane) =>
            batches.slice(0, (drawn[lane] ?? 0) % (batches.length + 1)),
          );
          const plan = planOf(3, batchRows);
          plan.lanes = plan.lanes.map((start, lane) => taken[lane]?.at(-1)?.end ?? start);
          const rest = await read(plan, csv, { blockBytes: after });
          for (const [lane, batches] of lanes.entries()) {
            expect(outcomes([...(taken[lane] ?? []), ...(rest[lane] ?? [])])).toEqual(outcomes(batches));
            expect(linesOf([...(taken[lane] ?? []), ...(rest[lane] ?? [])])).toEqual(linesOf(batches));
          }
        },
      ),
      RUNS,
    );
  });

  it('with the same key are in the same lane, however it is written', async () => {
    const keys = ['ada@example.com', 'ADA@example.COM', 'Ada@Example.com', 'é@example.com', 'É@EXAMPLE.com'];
    const records = Array.from({ length: 200 }, (_, index) => ['Ada', keys[index % 5] ?? '', '']);
    const lanes = await read(planOf(7, 50), fileOf(records));
    const laneOf = new Map(lanes.flatMap((batches, lane) => outcomes(batches).map(([row]) => [row, lane])));
    for (const [row, lane] of laneOf) expect(lane).toBe(laneOf.get((row - 1) % 5 < 3 ? 1 : 4));
    expect(laneOf.size).toBe(200);
  });

  it('with a key are in its lane whether they are right or wrong, so that the clock cannot move them', async () => {
    const lanesOf = async (time: string) => {
      const records = Array.from({ length: 50 }, (_, index) => ['Ada', `ada${index}@example.com`, time]);
      const mapping = { name: 'name', email: 'email', note: 'createdAt' };
      const lanes = await read(planOf(4, 50, { mapping }), fileOf(records));
      return lanes.map((batches) => outcomes(batches).map(([row]) => row));
    };
    const past = await lanesOf('2000-01-01T00:00:00Z');
    expect(past.filter((rows) => rows.length > 0)).toHaveLength(4);
    expect(await lanesOf('9000-01-01T00:00:00Z')).toEqual(past);
  });

  it('bring a lane forward that has none of them', async () => {
    const records = Array.from({ length: 300 }, () => ['Ada', 'ada@example.com', '']);
    const lanes = await read(planOf(2, 5), fileOf(records), { blockBytes: 100 });
    const empty = lanes.find((batches) => outcomes(batches).length === 0) ?? [];
    expect(empty.length).toBeGreaterThan(3);
    expect(empty.at(-1)).toMatchObject({ last: true, end: { row: 300, doneRow: 300 } });
    expect(empty.map(({ end }) => end.doneRow)).toEqual(empty.map(({ end }) => end.row));
  });

  it('of which one has no end are kept in part only', async () => {
    const kept = new KeptBytes(0, 300_000);
    const chunks: Uint8Array[] = [];
    let most = 0;
    const lanes = await read(planOf(2, 5), fileOf([['Ada', 'x'.repeat(8_000_000)], ['Bob']]), {
      pieceBytes: 50_000,
      keeping: (source) => kept.keeping(owned(source)),
      passed: (needed, reached) => {
        kept.passed(reached);
        kept.forget(needed);
      },
    });
    async function* owned(source: AsyncIterable<Uint8Array>) {
      for await (const bytes of source) {
        chunks.push(new Uint8Array(bytes));
        most = Math.max(
          most,
          chunks.reduce((sum, { length }) => sum + length, 0),
        );
        yield chunks.at(-1)!;
      }
    }
    const codes = lanes.flatMap(outcomes).sort(([a], [b]) => a - b);
    expect(codes.map(([, code]) => code)).toEqual(['record_too_large', 'tooFewFields']);
    expect(most).toBeLessThan(1_000_000);
  });

  it('that are long make shorter batches', async () => {
    const records = Array.from({ length: 200 }, () => ['Notes', 'ada@example.com', 'x'.repeat(45_000)]);
    const columns = ['title', 'author', 'body'];
    const mapping = { title: 'title', author: 'authorEmail', body: 'body' };
    const plan = { ...planOf(1, 1000, { columns, mapping }), target: 'posts' };
    const [batches = []] = await read(plan, fileOf(records), { pieceBytes: 65_536 });
    expect(outcomes(batches)).toHaveLength(200);
    for (const { copy } of batches) expect(copy.length).toBeLessThan(1_200_000);
  });
});

it('a text that is wrong is shown without half a character, which the database would not keep', async () => {
  const [[batch] = []] = await read(planOf(1, 10), fileOf([['Ada', `${'x'.repeat(199)}😀 is none`, '']]));
  const [{ faults: [fault] = [] } = {}] = batch ? rejectsOf(batch) : [];
  expect(fault).toMatchObject({ field: 'email', code: 'isEmail', value: `${'x'.repeat(199)}\ufffd` });
});

function linesOf(batches: MadeBatch[]): number[] {
  return batches
    .flatMap((batch) => [...batch.lines, ...rejectsOf(batch).map(({ line }) => line)])
    .sort((a, b) => a - b);
}
