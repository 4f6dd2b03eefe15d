import { z } from 'zod';
import type { Transform } from '../targets/import-options.js';

/** What can be kept as JSON in the database. */
export const keepableText = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed and without NUL');

const MAX_STEPS = 20;

const transform: z.ZodType<Transform> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.enum(['trim', 'lower', 'upper']) }),
  z.strictObject({ do: z.literal('default'), value: keepableText(10_000) }),
  z.strictObject({
    do: z.literal('split'),
    separator: keepableText(100).min(1),
    part: z.int().min(0).max(100),
  }),
  z.strictObject({ do: z.literal('date'), format: keepableText(100).min(1) }),
  z.strictObject({
    do: z.literal('number'),
    decimal: z.enum(['.', ',']),
    thousands: z.enum(['', '.', ',', ' ', "'"]),
  }),
  z.strictObject({ do: z.literal('template'), template: keepableText(1000).min(1) }),
]);

export const transformSteps = z.array(transform).max(MAX_STEPS);
