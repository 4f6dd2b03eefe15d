/**
 * Gives memory back that nobody needs any more; whoever looks at it finds nothing. Garbage that is not on the heap is
 * collected late, when it is a lot.
 */
export function freeAtOnce(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
