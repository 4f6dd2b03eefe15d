import { z } from 'zod';

/** The variables of the cache; part of the schema in environment.ts. */
export const cacheVariables = {
  CACHE_ENABLED: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .describe(
      'Whether values of the database are kept in cache Redis; false reads all of them from the database',
    ),
  CACHE_NEAR_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_073_741_824)
    .default(33_554_432)
    .describe('Memory each process spends on keeping hot values of the cache itself, in bytes; 0 keeps none'),
  CACHE_NEAR_HOT_PER_SECOND: z.coerce
    .number()
    .min(0.1)
    .max(1_000_000)
    .default(2)
    .describe('Readings a second, over about ten, from which a process keeps a value itself'),
  CACHE_NEAR_MAX_AGE_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600_000)
    .default(10_000)
    .describe('Time after which a process asks Redis again for a value that it has kept itself'),
};

export function cacheOf(env: z.infer<z.ZodObject<typeof cacheVariables>>) {
  return {
    cache: {
      enabled: env.CACHE_ENABLED,
      near: {
        maxBytes: env.CACHE_NEAR_MAX_BYTES,
        hotPerSecond: env.CACHE_NEAR_HOT_PER_SECOND,
        maxAgeMs: env.CACHE_NEAR_MAX_AGE_MS,
      },
    },
  };
}
