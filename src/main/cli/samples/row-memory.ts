import { between, type Random } from './random.js';
import type { SampleRow } from './sample-target.js';

const ROOM = 1000;

/** Some of all rows that were added, each as likely as the others. */
export class RowMemory {
  private readonly rows: SampleRow[] = [];
  private added = 0;

  constructor(private readonly random: Random) {}

  add(row: SampleRow): void {
    this.added += 1;
    const place = this.rows.length < ROOM ? this.rows.length : between(this.random, 0, this.added - 1);
    if (place < ROOM) this.rows[place] = row;
  }

  any(): SampleRow | undefined {
    return this.rows[between(this.random, 0, this.rows.length - 1)];
  }
}
