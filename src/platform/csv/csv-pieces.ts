/** What a source gives in pieces of about this size, each as the chunks that it came in. The last one may be empty. */
export async function* csvPieces(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ chunks: Uint8Array[]; last: boolean }> {
  let chunks: Uint8Array[] = [];
  let waiting = 0;
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + size - waiting);
      chunks.push(part);
      waiting += part.length;
      from += part.length;
      if (waiting < size) continue;
      yield { chunks, last: false };
      chunks = [];
      waiting = 0;
    }
  }
  yield { chunks, last: true };
}

/** As one, without a copy where there is only one. */
export function joinBytes(chunks: Uint8Array[]): Buffer {
  const [only, ...others] = chunks.filter((chunk) => chunk.length > 0);
  if (!only) return Buffer.alloc(0);
  if (others.length > 0) return Buffer.concat([only, ...others]);
  return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
}
