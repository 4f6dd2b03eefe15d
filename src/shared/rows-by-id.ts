/** For each id its row, or null where there is none. */
export function rowsById<T extends { id: number }>(
  ids: readonly number[],
  rows: readonly T[],
): Map<number, T | null> {
  const found = new Map(rows.map((row) => [row.id, row]));
  return new Map(ids.map((id) => [id, found.get(id) ?? null]));
}
