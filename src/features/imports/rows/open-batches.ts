import type { MessagePort } from 'node:worker_threads';
import type { MadeBatch } from './lane-batches.js';
import type { FromRows, OpenBatch } from './row-messages.js';

/** Of each lane: one that is written, and those that wait meanwhile. */
const MAX_OPEN = 3;

/** Batches that were given away and are not released. While a lane has several of them no more are made. */
export class OpenBatches {
  readonly #open = new Map<number, OpenBatch>();
  readonly #inLane: number[];
  readonly #port: MessagePort;
  #made = 0;
  #passed = 0;
  #released = () => {};

  constructor(port: MessagePort, lanes: number) {
    this.#port = port;
    this.#inLane = new Array<number>(lanes).fill(0);
  }

  /** Before it nothing has to be read again. */
  get needed(): number {
    let first = this.#passed;
    for (const { start } of this.#open.values()) first = Math.min(first, start.byte);
    return first;
  }

  get(id: number): OpenBatch | undefined {
    return this.#open.get(id);
  }

  give({ start, ...batch }: MadeBatch): void {
    const id = ++this.#made;
    const { lane, copy, rows, lines, rejects } = batch;
    this.#open.set(id, { lane, start });
    this.#inLane[lane] = (this.#inLane[lane] ?? 0) + 1;
    const message: FromRows = { is: 'batch', batch: { id, ...batch } };
    const numbers = [rows.buffer as ArrayBuffer, lines.buffer as ArrayBuffer];
    this.#port.postMessage(message, [copy.buffer, rejects.copy.buffer, ...numbers]);
  }

  release(id: number): void {
    const batch = this.#open.get(id);
    if (!batch) return;
    this.#open.delete(id);
    this.#inLane[batch.lane] = (this.#inLane[batch.lane] ?? 1) - 1;
    this.#released();
  }

  async room(): Promise<void> {
    while (this.#inLane.some((open) => open >= MAX_OPEN))
      await new Promise<void>((resolve) => (this.#released = resolve));
  }

  passed(byte: number): void {
    this.#passed = byte;
  }
}
