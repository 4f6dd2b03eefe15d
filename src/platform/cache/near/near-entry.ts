/** A value of the cache, or a whole answer, that a process keeps itself. */
export interface NearEntry<Value> {
  /** Shared by everybody who is given it: not to be changed. */
  value: Value;
  /** All that it was made of, `*` and that of its namespace too. */
  tags: readonly string[];
  /** The cache's clock when loading began. */
  clock: number;
  /** Since when it is known to be right, in milliseconds since 1970. */
  storedAt: number;
  /** Until when it may be given out, in milliseconds since 1970. */
  freshUntil: number;
  /** About what it takes in memory: the length of its JSON text will do. */
  bytes: number;
}
