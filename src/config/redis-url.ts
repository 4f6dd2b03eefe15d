import { z } from 'zod';
import { isSentinelUrl, parseSentinelUrl, SENTINEL_FORM } from '../shared/sentinel-url.js';

/** One Redis server, or a set of them that sentinels watch. */
export const redisUrl = z.string().superRefine((text, context) => {
  const message = isSentinelUrl(text) ? sentinelFault(text) : serverFault(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

// The text itself may have a password in it.
function sentinelFault(text: string): string | undefined {
  return parseSentinelUrl(text) ? undefined : `must have the form ${SENTINEL_FORM}`;
}

function serverFault(text: string): string | undefined {
  // As it is written: clients that do not know `REDISS:` for what it is would do without TLS.
  const known = /^rediss?:\/\//.test(text) && URL.canParse(text) && new URL(text).host !== '';
  return known ? undefined : 'must be redis://host:port, rediss://… or redis+sentinel://…';
}
