import { connect, type Strategy } from './kept-values.ts';
import { runStrategy, type StrategyResult, type StrategySetting } from './run-strategy.ts';

/** One after the other on the same Redis, each beginning with the same values, reads and changes. */
export async function compareStrategies(url: string, setting: StrategySetting): Promise<StrategyResult[]> {
  const redis = await connect(url);
  const results: StrategyResult[] = [];
  try {
    for (const strategy of strategies(setting.ms / 4))
      if (!setting.signal.aborted) results.push(await runStrategy(redis, strategy, setting));
    return results;
  } finally {
    redis.destroy();
  }
}

/** A run is as long as four lives. */
function strategies(ttlMs: number): Strategy[] {
  const refreshed = { ttlMs, jitter: 0.1, staleForMs: ttlMs, early: true };
  return [
    { name: 'short TTL', ttlMs: ttlMs / 8 },
    { name: 'TTL', ttlMs },
    { name: 'TTL, a tenth of it by chance', ttlMs, jitter: 0.1 },
    { name: 'TTL, stale while revalidating', ttlMs, staleForMs: ttlMs },
    { name: 'TTL, early refresh by probability', ttlMs, early: true },
    { name: 'long TTL', ttlMs: 8 * ttlMs },
    { name: 'long TTL, deleted on change', ttlMs: 8 * ttlMs, onChange: 'delete' },
    { name: 'tags, and all of the above', ...refreshed, onChange: 'tag' },
    { name: 'the same with 50 near', ...refreshed, onChange: 'tag', nearEntries: 50 },
    { name: 'the same with 500 near', ...refreshed, onChange: 'tag', nearEntries: 500 },
    { name: 'the same, long TTL', ...refreshed, ttlMs: 8 * ttlMs, onChange: 'tag', nearEntries: 500 },
  ];
}
