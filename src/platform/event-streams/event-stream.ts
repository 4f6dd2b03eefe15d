import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventText, HEARTBEAT, retryText, type StreamEvent } from './event-text.js';

/** What a stream is made of. Whoever waits inside of it stops waiting when the signal says so. */
export type Follow = (signal: AbortSignal) => AsyncIterable<StreamEvent>;

/** Why a stream ended: nothing more comes, it failed, time is over, its client reads no more or is gone, we stop. */
export type EndCause = 'complete' | 'failed' | 'expired' | 'stalled' | 'client' | 'shutdown';

interface StreamOptions {
  heartbeatMs: number;
  lifeMs: number;
  /** What the client is told of a failure. */
  explain: (error: unknown) => unknown;
}

/** How long what is still on its way may take, once a stream is to end. */
const LAST_WORDS_MS = 1_000;

/**
 * One client's stream. The next event is asked for when the one before has gone out, so nothing piles up here; a client
 * that takes nothing for two heartbeats is cut off.
 */
export class EventStream {
  readonly body: Readable;
  /** Resolves, with the cause, when the connection is done with it. */
  readonly closed: Promise<EndCause>;
  readonly #over = new AbortController();
  #cause?: EndCause;

  constructor(
    private readonly response: ServerResponse,
    follow: Follow,
    private readonly options: StreamOptions,
  ) {
    const life = setTimeout(() => this.end('expired'), options.lifeMs);
    this.closed = isClosed(response).then(() => {
      clearTimeout(life);
      this.#stop('client');
      return this.#cause ?? 'client';
    });
    const texts = this.#unlessStalled(this.#texts(follow(this.#over.signal)));
    this.body = Readable.from(texts, { objectMode: false, highWaterMark: 1 });
  }

  /** Ends the answer as it should be, or the connection when that takes too long. */
  end(cause: EndCause): void {
    this.#stop(cause);
    const late = setTimeout(() => this.response.destroy(), LAST_WORDS_MS);
    void this.closed.then(() => clearTimeout(late));
  }

  #stop(cause: EndCause): void {
    this.#cause ??= cause;
    this.#over.abort();
  }

  async *#texts(events: AsyncIterable<StreamEvent>): AsyncGenerator<string> {
    // Those who lost their stream at one moment do not all come back at one moment.
    yield retryText(2_000 + Math.random() * 3_000);
    try {
      yield* this.#withHeartbeats(events[Symbol.asyncIterator]());
      this.#stop('complete');
    } catch (error) {
      if (this.#over.signal.aborted) return;
      this.#stop('failed');
      yield eventText({ event: 'error', data: this.options.explain(error) });
    }
  }

  async *#withHeartbeats(events: AsyncIterator<StreamEvent>): AsyncGenerator<string> {
    const { signal } = this.#over;
    try {
      for (let next = this.#next(events); !signal.aborted;) {
        const result = await this.#orHeartbeat(next);
        if (signal.aborted || result?.done) return;
        yield result ? eventText(result.value) : HEARTBEAT;
        if (result) next = this.#next(events);
      }
    } finally {
      // Not waited for: it may be in the middle of something.
      events.return?.().catch(() => {});
    }
  }

  #next(events: AsyncIterator<StreamEvent>): Promise<IteratorResult<StreamEvent, unknown>> {
    const next = events.next();
    // When nobody waits for it any more, nobody minds.
    next.catch(() => {});
    return next;
  }

  /** Undefined when it is time for a heartbeat, or over. */
  async #orHeartbeat<T>(next: Promise<T>): Promise<T | undefined> {
    const come = new AbortController();
    const signal = AbortSignal.any([come.signal, this.#over.signal]);
    const pause = sleep(this.options.heartbeatMs, undefined, { signal }).catch(() => undefined);
    try {
      return await Promise.race([next, pause]);
    } finally {
      come.abort();
    }
  }

  async *#unlessStalled(texts: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const text of texts) {
      const stalled = setTimeout(() => this.#cutOff(), this.options.heartbeatMs * 2);
      try {
        yield text;
      } finally {
        clearTimeout(stalled);
      }
    }
  }

  #cutOff(): void {
    this.#stop('stalled');
    this.response.destroy();
  }
}

function isClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    // Gone while it was being decided whether to open the stream.
    if (response.closed) resolve();
    else response.once('close', resolve);
  });
}
