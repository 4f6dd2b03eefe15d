import { csvLine } from '../../../platform/csv/csv-text.js';
import { type BrokenLine, brokenLines } from './broken-lines.js';
import { RowMemory } from './row-memory.js';
import { oneOf, type Random, seeded } from './random.js';
import { samplePosts } from './sample-posts.js';
import type { SampleFault, SampleRow, SampleTarget } from './sample-target.js';
import { sampleUsers } from './sample-users.js';

export const SAMPLE_TARGETS = { users: sampleUsers, posts: samplePosts };

export interface SampleOptions {
  target: SampleTarget;
  columns: readonly string[];
  rows: number;
  /** Share of the rows that are wrong, from 0 to 1. */
  bad: number;
  seed: number;
}

const PIECE = 64 * 1024;

/** A sample in pieces of text. The same options give the same. */
export class SampleFile {
  /** Rows until now. */
  rows = 0;
  /** Those of them that are wrong, by what is. */
  readonly faults = new Map<string, number>();
  private readonly random: Random;
  private readonly ways: (SampleFault | BrokenLine)[];
  private readonly right: RowMemory;

  constructor(private readonly options: SampleOptions) {
    const { target, columns, seed } = options;
    this.random = seeded(seed);
    this.right = new RowMemory(this.random);
    const spoiling = target.faults.filter(({ column }) => columns.includes(column));
    this.ways = [...spoiling, ...brokenLines(columns.length)];
  }

  *[Symbol.iterator](): Generator<string> {
    const { columns, rows, bad } = this.options;
    let text = csvLine(columns, { newline: '\n' });
    for (let badLeft = Math.round(rows * bad); this.rows < rows;) {
      // Every row is as likely to be wrong, and as many are as there should be.
      const isBad = this.random() * (rows - this.rows) < badLeft;
      if (isBad) badLeft -= 1;
      this.rows += 1;
      text += `${isBad ? this.wrongLine() : this.rightLine()}\n`;
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
    yield text;
  }

  private rightLine(): string {
    const row = this.row();
    this.right.add(row);
    return csvLine(this.cells(row));
  }

  private wrongLine(): string {
    const earlier = this.right.any();
    const ways = earlier ? this.ways : this.ways.filter((way) => !('repeats' in way));
    const way = oneOf(this.random, ways);
    this.faults.set(way.name, (this.faults.get(way.name) ?? 0) + 1);
    const row = this.row();
    if ('line' in way) return way.line(this.cells(row));
    return csvLine(this.cells(way.spoil(row, this.random, earlier ?? row)));
  }

  private row(): SampleRow {
    const { target, seed } = this.options;
    return target.row(seeded(seed, this.rows), this.rows, seed);
  }

  private cells(row: SampleRow): string[] {
    return this.options.columns.map((column) => row[column] ?? '');
  }
}
