import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN, bearer } from './access-token.ts';

export interface LoadReport {
  reads: number;
  pairs: number;
  /** Reads and writes that were not answered with 2xx. */
  failedReads: string[];
  failedWrites: string[];
  /** Reads after a write of the same client that did not show it. */
  stale: string[];
  /** Reads after a write, by the node that served them. */
  servedBy: Map<string, number>;
  /** Longest time between two writes that succeeded, in milliseconds. */
  longestWriteGapMs: number;
  /** Names that were acknowledged last, by user. */
  acknowledged: Map<number, string>;
}

interface LoadOptions {
  urls: string[];
  userIds: number[];
  readers: number;
}

/**
 * Clients that go on until they are stopped: readers that only read, and for each user a writer that changes the name
 * through one process and reads it back through another with the token it got.
 */
export class SteadyLoad {
  readonly report: LoadReport = {
    reads: 0,
    pairs: 0,
    failedReads: [],
    failedWrites: [],
    stale: [],
    servedBy: new Map(),
    longestWriteGapMs: 0,
    acknowledged: new Map(),
  };
  #running = true;
  #lastWriteAt = performance.now();
  readonly #loops: Promise<void>[];

  constructor(private readonly options: LoadOptions) {
    const { readers, userIds } = options;
    this.#loops = [
      ...Array.from({ length: readers }, (_, index) => this.#repeat((turn) => this.#read(index + turn))),
      ...userIds.map((id) => this.#repeat((turn) => this.#pair(id, turn))),
    ];
  }

  async stop(): Promise<LoadReport> {
    this.#running = false;
    await Promise.all(this.#loops);
    return this.report;
  }

  /** Starts the measurement of the longest pause between two writes anew. */
  resetGap(): void {
    this.report.longestWriteGapMs = 0;
    this.#lastWriteAt = performance.now();
  }

  async #repeat(step: (turn: number) => Promise<void>): Promise<void> {
    for (let turn = 0; this.#running; turn += 1) {
      await step(turn);
      await sleep(2);
    }
  }

  async #read(turn: number): Promise<void> {
    const { urls, userIds } = this.options;
    const url = `${urls[turn % urls.length]}/api/v1/users/${userIds[turn % userIds.length]}`;
    const answer = await fetch(url).catch((error: Error) => error);
    this.report.reads += 1;
    if (answer instanceof Error) this.report.failedReads.push(answer.message);
    else if (!answer.ok) this.report.failedReads.push(await answer.text());
    else await answer.arrayBuffer();
  }

  async #pair(id: number, turn: number): Promise<void> {
    const { urls } = this.options;
    const [writer, reader] = [urls[turn % urls.length], urls[(turn + 1) % urls.length]];
    const name = `user ${id} turn ${turn}`;
    const write = await fetch(`${writer}/api/v1/users/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', ...bearer(ADMIN) },
      body: JSON.stringify({ name }),
    }).catch((error: Error) => error);
    if (write instanceof Error || !write.ok) {
      this.report.failedWrites.push(write instanceof Error ? write.message : await write.text());
      return;
    }
    await write.arrayBuffer();
    this.#wrote(id, name);
    await this.#readBack(
      `${reader}/api/v1/users/${id}`,
      name,
      write.headers.get('x-consistency-token') ?? '',
    );
  }

  async #readBack(url: string, name: string, token: string): Promise<void> {
    const answer = await fetch(url, { headers: { 'x-consistency-token': token } }).catch(
      (error: Error) => error,
    );
    if (answer instanceof Error || !answer.ok) {
      this.report.failedReads.push(answer instanceof Error ? answer.message : await answer.text());
      return;
    }
    const body = (await answer.json()) as { name: string };
    this.report.pairs += 1;
    if (body.name !== name) this.report.stale.push(`${body.name} instead of ${name}`);
    const node = / on ([\w-]+)/.exec(answer.headers.get('server-timing') ?? '')?.[1] ?? 'unknown';
    this.report.servedBy.set(node, (this.report.servedBy.get(node) ?? 0) + 1);
  }

  #wrote(id: number, name: string): void {
    const now = performance.now();
    this.report.longestWriteGapMs = Math.max(this.report.longestWriteGapMs, now - this.#lastWriteAt);
    this.#lastWriteAt = now;
    this.report.acknowledged.set(id, name);
  }
}
