/** A part of a list. `total` is known only when the caller asked for a numbered page, because counting is a scan. */
export interface Page<T> {
  items: T[];
  limit: number;
  page?: number;
  total?: number;
  /** Opaque; absent on the last page. */
  nextCursor?: string;
}

/** Which part of a list is asked for: a numbered page (1-based), or what follows a cursor. */
export interface PageRequest {
  limit: number;
  page?: number;
  cursor?: string;
}

export function mapPage<T, U>(page: Page<T>, change: (item: T) => U): Page<U> {
  return { ...page, items: page.items.map(change) };
}
