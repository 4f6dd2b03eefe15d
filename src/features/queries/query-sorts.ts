/** What the statements of the log can be ordered by, the greatest first. */
export const QUERY_SORTS = {
  slowest: 'total_ms / count',
  mostFrequent: 'count',
  total: 'total_ms',
} as const;

export type QuerySort = keyof typeof QUERY_SORTS;
