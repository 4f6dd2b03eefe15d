import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseSentinelUrl } from '../shared/sentinel-url.js';
import { redisUrl } from './redis-url.js';

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const authorities = z.string().transform((text, context) => {
  const certificates = readBlocks(text);
  if (certificates !== undefined) return certificates.join('\n');
  context.addIssue({ code: 'custom', message: 'must be certificates in PEM, or a readable file of them' });
  return z.NEVER;
});

/** The variables of both Redis; part of the schema in environment.ts. */
export const redisVariables = {
  REDIS_QUEUE_URL: redisUrl.describe(
    'Redis of the job queues; its maxmemory-policy must be noeviction. TLS: rediss://…. Behind sentinels: redis+sentinel://host,host,host/name/0',
  ),
  REDIS_CACHE_URL: redisUrl.describe(
    'Redis of the cache; may evict and need not persist. TLS: rediss://…. Behind sentinels: redis+sentinel://host,host,host/name/0',
  ),
  REDIS_TLS_CA: authorities
    .optional()
    .describe(
      'Certificates in PEM, or a file of them, of the authority that both Redis with TLS are checked by; empty for those that all know',
    ),
};

type RedisVariables = z.infer<z.ZodObject<typeof redisVariables>>;

export function redisOf(env: RedisVariables) {
  return {
    queueUrl: env.REDIS_QUEUE_URL,
    cacheUrl: env.REDIS_CACHE_URL,
    /** Of connections whose URL asks for TLS. */
    tls: { ca: env.REDIS_TLS_CA },
  };
}

// Who gives one believes that nobody listens.
export function redisFaults(given: Record<string, string | undefined>): string[] {
  const { REDIS_TLS_CA, REDIS_QUEUE_URL = '', REDIS_CACHE_URL = '' } = given;
  if (REDIS_TLS_CA === undefined || [REDIS_QUEUE_URL, REDIS_CACHE_URL].some(usesTls)) return [];
  return ['REDIS_TLS_CA: neither REDIS_QUEUE_URL nor REDIS_CACHE_URL asks for TLS, by rediss://'];
}

function usesTls(url: string): boolean {
  return url.startsWith('rediss://') || parseSentinelUrl(url)?.tls === true;
}

/** Platforms that have no lines in a variable write `\n` for their ends. */
function readBlocks(text: string): string[] | undefined {
  try {
    const pem = text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : readFileSync(text, 'utf8');
    const blocks = pem.match(BLOCK) ?? [];
    for (const block of blocks) new X509Certificate(block);
    return blocks.length > 0 ? blocks : undefined;
  } catch {
    return undefined;
  }
}
