import { z } from 'zod';
import { defineCache } from '../../platform/cache/define-cache.js';

/** What was found, not the posts themselves. */
export const searchCache = defineCache({
  name: 'search',
  version: 1,
  schema: z.object({
    hits: z.array(z.object({ id: z.number(), rank: z.number(), title: z.string(), body: z.string() })),
    suggestion: z.string().optional(),
  }),
  ttlMs: 30_000,
  staleForMs: 15_000,
  staleIfErrorMs: 300_000,
});

export const suggestionCache = defineCache({
  name: 'suggestion',
  version: 1,
  schema: z.array(z.object({ id: z.number(), title: z.string(), similarity: z.number() })),
  ttlMs: 60_000,
  staleForMs: 30_000,
  staleIfErrorMs: 300_000,
});
