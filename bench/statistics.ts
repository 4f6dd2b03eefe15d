/** The value below which `percent` of the sorted values lie (nearest rank). */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.max(0, rank - 1)] ?? Number.NaN;
}

/** The median of each field. */
export function medians<T extends object>(results: readonly T[]): T {
  const fields = Object.keys(results[0] ?? {}) as (keyof T)[];
  const entries = fields.map((field) => [field, median(results.map((result) => Number(result[field])))]);
  return Object.fromEntries(entries) as T;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
