import { z } from 'zod';

const attempts = z.coerce.number().int().min(1).max(1_000_000);
const milliseconds = z.coerce.number().int().min(1).max(86_400_000);
const rate = z
  .string()
  .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,5}(ms|s|m|h)$/, 'must be like 100/15m (ms, s, m or h)');

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
  RATE_LIMIT_ANONYMOUS: rate
    .default('100/15m')
    .describe(
      'Requests one address may send without signing in, and the time: number/time, time in ms, s, m or h',
    ),
  RATE_LIMIT_USER: rate.default('1000/15m').describe('Requests of one signed-in user'),
  RATE_LIMIT_MODERATOR: rate.default('3000/15m').describe('Requests of one signed-in moderator'),
  RATE_LIMIT_ADMIN: rate.default('5000/15m').describe('Requests of one signed-in admin'),
  RATE_LIMIT_API_KEY: rate.default('1000/15m').describe('Requests with one API key'),
  RATE_LIMIT_LOGIN: rate.default('30/15m').describe('Requests to routes that check a password or a code'),
  RATE_LIMIT_REGISTER: rate.default('10/1h').describe('Requests to register from one address'),
  RATE_LIMIT_REFRESH: rate
    .default('600/15m')
    .describe('Requests to renew tokens from one address; they count as nothing else'),
  RATE_LIMIT_MAIL: rate.default('20/1h').describe('Requests that make mails, of one user or address'),
  RATE_LIMIT_UPLOAD: rate.default('30/1h').describe('Files that one user may send'),
  RATE_LIMIT_MAIL_TARGET: rate.default('5/1h').describe('Requests that make mails to one address of mail'),
};

type LimitVariables = z.infer<z.ZodObject<typeof limitVariables>>;

export function limitsOf(env: LimitVariables) {
  return {
    loginGuard: {
      attempts: env.LOGIN_ATTEMPTS,
      addressAttempts: env.LOGIN_ADDRESS_ATTEMPTS,
      windowMs: env.LOGIN_WINDOW_MS,
      longestLockMs: Math.max(env.LOGIN_WINDOW_MS, env.LOGIN_LONGEST_LOCK_MS),
      deviceTtlMs: env.LOGIN_DEVICE_DAYS * 86_400_000,
    },
    rateLimits: {
      anonymous: rateOf(env.RATE_LIMIT_ANONYMOUS),
      user: rateOf(env.RATE_LIMIT_USER),
      moderator: rateOf(env.RATE_LIMIT_MODERATOR),
      admin: rateOf(env.RATE_LIMIT_ADMIN),
      api_key: rateOf(env.RATE_LIMIT_API_KEY),
      login: rateOf(env.RATE_LIMIT_LOGIN),
      register: rateOf(env.RATE_LIMIT_REGISTER),
      refresh: rateOf(env.RATE_LIMIT_REFRESH),
      mail: rateOf(env.RATE_LIMIT_MAIL),
      upload: rateOf(env.RATE_LIMIT_UPLOAD),
      mail_target: rateOf(env.RATE_LIMIT_MAIL_TARGET),
    },
  };
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function rateOf(text: string): { limit: number; windowMs: number } {
  const [, limit, time, unit = ''] = /^(\d+)\/(\d+)(\w+)$/.exec(text) ?? [];
  return { limit: Number(limit), windowMs: Number(time) * (UNITS[unit] ?? 1) };
}
