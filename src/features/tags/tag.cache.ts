import { z } from 'zod';
import { defineCache } from '../../platform/cache/define-cache.js';
import { pageSchema } from '../../platform/cache/page-schema.js';

export const tagPageCache = defineCache({
  name: 'tag-page',
  version: 1,
  schema: pageSchema(z.string()),
  ttlMs: 120_000,
  staleForMs: 60_000,
  staleIfErrorMs: 600_000,
});

/** Which tags published posts have. */
export const TAGS = 'tags';
