import { PassThrough, pipeline, type Readable } from 'node:stream';

export interface Peeked {
  /** How the stream begins; all of it when it is shorter. */
  head: Buffer;
  /** The stream from its beginning. */
  whole: Readable;
}

/** Looks at the first bytes of a stream. Throws what the stream fails with. */
export async function peek(source: Readable, bytes: number): Promise<Peeked> {
  const seen: Buffer[] = [];
  let length = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    seen.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  const whole = new PassThrough();
  for (const chunk of seen) whole.write(chunk);
  // Either one that ends before its time ends the other; whoever reads `whole` is told.
  if (source.readableEnded) whole.end();
  else pipeline(source, whole, () => {});
  return { head: Buffer.concat(seen).subarray(0, bytes), whole };
}
