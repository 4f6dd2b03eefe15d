import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PLAIN } from './csv-files.ts';
import { CSV_START } from '../../src/platform/csv/csv-dialect.ts';
import { readCsv } from '../../src/platform/csv/csv-reader.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MB = 1024 * 1024;
const LIMITS = { from: CSV_START, maxRecordBytes: MB };

describe('memory of readCsv', () => {
  it('does not grow with the file [W6.S2] [W6.S4]', async () => {
    const lines = 'Ann Smith,ann.smith@example.com,user,2026-01-31T09:30:00Z,"two\nlines"\n'.repeat(900);
    const small = await peakOf(repeated(lines, 2 * MB));
    const large = await peakOf(repeated(lines, 40 * MB));
    expect(large.rows).toBeGreaterThan(15 * small.rows);
    expect(large.bytes - small.bytes).toBeLessThan(16 * MB);
  });

  it('does not grow with a field', async () => {
    const peak = await peakOf(async function* () {
      yield Buffer.from('a,1\n"');
      yield* repeated('x'.repeat(64 * 1024), 100 * MB)();
      yield Buffer.from('",2\nb,3\n');
    });
    expect(peak).toMatchObject({ rows: 3, faults: ['record_too_large'] });
    expect(peak.bytes).toBeLessThan(32 * MB);
  });
});

/** How much more there is at the most than before, of what is still needed. */
async function peakOf(
  source: () => AsyncIterable<Uint8Array>,
): Promise<{ rows: number; faults: string[]; bytes: number }> {
  const before = inUse();
  const peak = { rows: 0, faults: [] as string[], bytes: 0 };
  let chunks = 0;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source()) {
      if (chunks++ % 100 === 0) peak.bytes = Math.max(peak.bytes, inUse() - before);
      yield chunk;
    }
  };
  for await (const { records, faults } of readCsv(watched(), PLAIN, LIMITS)) {
    peak.rows += records.length;
    peak.faults.push(...[...faults.values()].map(({ code }) => code));
  }
  return peak;
}

function inUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function repeated(text: string, bytes: number): () => AsyncGenerator<Uint8Array> {
  return async function* () {
    for (let given = 0; given < bytes; given += text.length) yield await Promise.resolve(Buffer.from(text));
  };
}
