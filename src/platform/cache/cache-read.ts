/** One value of a kind. */
export interface CacheKey {
  /** Which one: part of the key, so up to 400 characters that tell it from all others of its kind. */
  id: string | number;
  /** Things that the value tells of, known before it is loaded: `user:123`, `posts`. A change of any makes it wrong. */
  tags: readonly string[];
}

/** How one value is read. */
export interface CacheRead<Value> extends CacheKey {
  /** Reads the value where it comes from; undefined when there is none. Reads run at a position behind all invalidations. */
  load: () => Promise<Value | undefined>;
  /** Further tags, known only from the value: the authors of the posts of a page. */
  tagsOf?: (value: Value) => readonly string[];
}

/** How several values are read in one round trip, and the missing ones in one load. */
export interface CacheReadMany<Id extends string | number, Value> {
  ids: readonly Id[];
  tagsOfId: (id: Id) => readonly string[];
  tagsOf?: (value: Value) => readonly string[];
  load: LoadAll<Value, Id>;
}

/** Reads the values with these ids; an id may have none. */
export type LoadAll<Value, Id = CacheKey['id']> = (
  ids: readonly Id[],
) => Promise<ReadonlyMap<Id, Value | undefined>>;
