import { z } from 'zod';

/** A part of a list as it is kept: of `Page`. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    limit: z.number(),
    page: z.number().optional(),
    total: z.number().optional(),
    nextCursor: z.string().optional(),
  });
}
