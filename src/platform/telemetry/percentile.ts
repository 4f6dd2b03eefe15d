import type { RouteTimes } from './request-times.js';

/**
 * The time, in seconds, that `share` of the requests did not exceed, supposing that those of one bucket lie evenly in
 * it, as Prometheus does (histogram_quantile). Of the last bucket its lower bound.
 */
export function percentile(reached: RouteTimes['reached'], share: number): number {
  const wanted = share * (reached.at(-1)?.requests ?? 0);
  const index = reached.findIndex(({ requests }) => requests >= wanted && requests > 0);
  const bucket = reached[index];
  const below = reached[index - 1] ?? { seconds: 0, requests: 0 };
  if (!bucket) return 0;
  if (bucket.seconds === Infinity) return below.seconds;
  const part = (wanted - below.requests) / (bucket.requests - below.requests);
  return below.seconds + part * (bucket.seconds - below.seconds);
}
