/** With the digits that say something. */
export function milliseconds(ms: number): string {
  return ms < 10 ? ms.toPrecision(2) : ms.toFixed(0);
}
