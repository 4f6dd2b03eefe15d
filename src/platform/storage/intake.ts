import { addAbortSignal, type Readable } from 'node:stream';

/** What is read of a source that is being stored: how much it was, and whether it was the source that failed. */
export class Intake {
  size = 0;
  failure?: Error;

  /** @param signal ends the source, however long it would wait for its next chunk */
  constructor(
    private readonly source: Readable,
    signal?: AbortSignal,
  ) {
    // What fails before the first chunk is asked for is told then.
    source.on('error', () => {});
    if (signal) addAbortSignal(signal, source);
  }

  async *chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const given of this.source as AsyncIterable<Buffer | string>) {
        const chunk = typeof given === 'string' ? Buffer.from(given) : given;
        this.size += chunk.length;
        yield chunk;
      }
    } catch (error) {
      this.failure = error as Error;
      throw error;
    }
  }
}
