/** Where a part of a list stands in the whole. */
export class PageMetaDto {
  /**
   * Items a page at the most.
   * @example 20
   */
  limit!: number;

  /**
   * Number of this page; only when one was asked for.
   * @example 1
   */
  page?: number;

  /**
   * Items in the whole list; only when a page was asked for.
   * @example 42
   */
  total?: number;

  /**
   * Pages in the whole list; only when a page was asked for.
   * @example 3
   */
  pages?: number;

  /**
   * Hand it back as `cursor` to get the next part; absent on the last one.
   * @example WyIyMDI2LTAxLTMxVDA5OjMwOjAwLjAwMFoiLDQyXQ
   */
  nextCursor?: string;
}

/** As above, for a list that can also be asked for certain ids. */
export class LookUpMetaDto extends PageMetaDto {
  /**
   * With `ids`: those of them that there is nothing to show for.
   * @example [2]
   */
  missing?: number[];
}
