import { z } from 'zod';

const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const milliseconds = integer(1, 86_400_000);

/** The variables about passwords and the links in mails; part of the schema in environment.ts. */
export const passwordVariables = {
  // The first three are what the OWASP Password Storage Cheat Sheet asks of argon2id at the least.
  PASSWORD_HASH_MEMORY_KIB: integer(1024, 4_194_304)
    .default(19_456)
    .describe('Memory that hashing one password takes, in KiB (argon2id)'),
  PASSWORD_HASH_ITERATIONS: integer(1, 100).default(2).describe('Passes over that memory'),
  PASSWORD_HASH_PARALLELISM: integer(1, 16)
    .default(1)
    .describe('Lanes of that memory; changing any of the three hashes a password anew at the next login'),
  PASSWORD_HASH_CONCURRENCY: integer(1, 64)
    .default(2)
    .describe('Passwords a process hashes at the same time'),
  PASSWORD_HASH_QUEUE_MAX: integer(0, 10_000)
    .default(64)
    .describe('Passwords that may wait to be hashed; the next is answered with 503'),
  PASSWORD_MIN_LENGTH: integer(8, 64).default(12).describe('Shortest new password, in characters'),
  PASSWORD_MAX_LENGTH: integer(64, 1024).default(128).describe('Longest new password, in characters'),
  EMAIL_VERIFICATION_TTL_MS: milliseconds
    .default(86_400_000)
    .describe('Life of the link that verifies an e-mail address'),
  PASSWORD_RESET_TTL_MS: milliseconds.default(1_800_000).describe('Life of the link that resets a password'),
  INVITATION_TTL_MS: integer(1, 7_776_000_000)
    .default(1_209_600_000)
    .describe('Life of the link by which somebody who was imported chooses a password'),
  ACCOUNT_MAIL_INTERVAL_MS: integer(0, 3_600_000)
    .default(60_000)
    .describe('Time in which a user gets one link of a kind at the most, however often it is asked for'),
};

export function passwordsOf(env: z.infer<z.ZodObject<typeof passwordVariables>>) {
  return {
    passwords: {
      hashMemoryKib: env.PASSWORD_HASH_MEMORY_KIB,
      hashIterations: env.PASSWORD_HASH_ITERATIONS,
      hashParallelism: env.PASSWORD_HASH_PARALLELISM,
      hashConcurrency: env.PASSWORD_HASH_CONCURRENCY,
      hashQueueMax: env.PASSWORD_HASH_QUEUE_MAX,
      minLength: env.PASSWORD_MIN_LENGTH,
      maxLength: env.PASSWORD_MAX_LENGTH,
    },
    accountTokens: {
      ttlMs: {
        verify_email: env.EMAIL_VERIFICATION_TTL_MS,
        reset_password: env.PASSWORD_RESET_TTL_MS,
        invitation: env.INVITATION_TTL_MS,
      },
      intervalMs: env.ACCOUNT_MAIL_INTERVAL_MS,
    },
  };
}
