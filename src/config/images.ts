import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** The variables of images; part of the schema in environment.ts. */
export const imageVariables = {
  AVATAR_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .max(1_073_741_824)
    .default(10_485_760)
    .describe('Largest picture of a user in bytes; a larger one is answered with 413'),
  IMAGE_MAX_PIXELS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(50_000_000)
    .describe('Most pixels an image may have; each takes 4 to 8 bytes of memory when it is made smaller'),
  IMAGE_PROCESSES: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe(
      'Processes of a worker that make images smaller, one at a time each; default half of the cores',
    ),
  IMAGE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600_000)
    .default(30_000)
    .describe('Time one image may take before the process that works on it is ended'),
};

export function imagesOf(env: z.infer<z.ZodObject<typeof imageVariables>>) {
  return {
    avatars: { maxBytes: env.AVATAR_MAX_BYTES },
    images: {
      maxPixels: env.IMAGE_MAX_PIXELS,
      processes: env.IMAGE_PROCESSES ?? Math.max(1, Math.floor(availableParallelism() / 2)),
      timeoutMs: env.IMAGE_TIMEOUT_MS,
    },
  };
}
