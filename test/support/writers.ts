import pg from 'pg';

/** Clients that insert and update rows of "things" all the time, as an application does. */
export class Writers {
  /** Writes done by each. */
  readonly done: number[];
  readonly failures: unknown[] = [];
  longestMs = 0;
  #stopping = false;
  readonly #loops: Promise<void>[];

  /** @param lockTimeout how long one waits for a lock before it fails, as PostgreSQL writes it */
  constructor(url: string, count: number, lockTimeout: string) {
    this.done = Array<number>(count).fill(0);
    this.#loops = this.done.map((_, index) => this.#write(url, index, lockTimeout));
  }

  /** Whether each has done `count` more than it had at `before`. */
  areFurther(before: readonly number[], count: number): boolean {
    return this.done.every((done, index) => done >= (before[index] ?? 0) + count);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#loops);
  }

  async #write(url: string, index: number, lockTimeout: string): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: 'writer' });
    await client.connect();
    await client.query(`SET lock_timeout = '${lockTimeout}'`);
    try {
      while (!this.#stopping) await this.#one(client, index);
    } catch (error) {
      this.failures.push(error);
    } finally {
      await client.end();
    }
  }

  async #one(client: pg.Client, index: number): Promise<void> {
    const startedAt = performance.now();
    const turn = this.done[index] ?? 0;
    if (turn % 2 === 0) await client.query(`INSERT INTO things (n) VALUES ($1)`, [1_000_000 + turn]);
    // Rows of its own, so that writers wait for nobody but the migration.
    else await client.query(`UPDATE things SET text = $1 WHERE id = $2`, [`turn ${turn}`, 1 + index]);
    this.done[index] = turn + 1;
    this.longestMs = Math.max(this.longestMs, performance.now() - startedAt);
  }
}
