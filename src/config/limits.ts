import { z } from 'zod';

const attempts = z.coerce.number().int().min(1).max(1_000_000);
const milliseconds = z.coerce.number().int().min(1).max(86_400_000);

/** The variables that limit how often something may be tried; part of the schema in environment.ts. */
export const limitVariables = {
  LOGIN_ATTEMPTS: attempts
    .default(5)
    .describe(
      'Failed attempts to sign in to one account within LOGIN_WINDOW_MS that lock it to unknown devices',
    ),
  LOGIN_ADDRESS_ATTEMPTS: attempts
    .default(5)
    .describe(
      'Failed attempts from one address within LOGIN_WINDOW_MS that lock it; more where many share one',
    ),
  LOGIN_WINDOW_MS: milliseconds
    .default(900_000)
    .describe(
      'Time in which failed attempts add up, and length of the first lock-out; each further one doubles',
    ),
  LOGIN_LONGEST_LOCK_MS: milliseconds
    .default(14_400_000)
    .describe('Longest lock-out, and the time without one after which the next is short again'),
  LOGIN_DEVICE_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(400)
    .default(180)
    .describe('Days for which a device counts as known after signing in on it'),
};

export function limitsOf(env: z.infer<z.ZodObject<typeof limitVariables>>) {
  return {
    loginGuard: {
      attempts: env.LOGIN_ATTEMPTS,
      addressAttempts: env.LOGIN_ADDRESS_ATTEMPTS,
      windowMs: env.LOGIN_WINDOW_MS,
      longestLockMs: Math.max(env.LOGIN_WINDOW_MS, env.LOGIN_LONGEST_LOCK_MS),
      deviceTtlMs: env.LOGIN_DEVICE_DAYS * 86_400_000,
    },
  };
}
