import { createHmac } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { normalizeIp, type ThrottlerOptions } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.js';
import { currentContext } from '../context/request-context.js';
import { routeLimitOf } from './rate-limit.decorator.js';

export type PlanName = keyof Config['rateLimits'];

/** What one request is counted for: by whose plan, and for whom. No plan, nothing to count. */
interface Count {
  name: string;
  planOf: (context: ExecutionContext) => PlanName | undefined;
  subjectOf: (context: ExecutionContext) => string;
}

// Renewing tokens is anonymous, and a whole office may do it from one address.
const ALONE = new Set<PlanName>(['refresh']);

/** The throttlers that a request goes through, one after the other. */
export function throttlersOf({ rateLimits: plans, sessions }: Config): ThrottlerOptions[] {
  const counts: Count[] = [
    { name: 'caller', planOf: callerPlan, subjectOf: caller },
    { name: 'route', planOf: (context) => routeLimitOf(context)?.plan, subjectOf: caller },
    {
      name: 'target',
      planOf: (context) => (mailTarget(context) === undefined ? undefined : 'mail_target'),
      // No address of mail stands in Redis.
      subjectOf: (context) => `target:${digest(mailTarget(context) ?? '', sessions.secret)}`,
    },
  ];
  return counts.map(({ name, planOf, subjectOf }) => ({
    name,
    skipIf: (context) => planOf(context) === undefined,
    limit: (context) => plans[planOf(context) ?? 'anonymous'].limit,
    ttl: (context) => plans[planOf(context) ?? 'anonymous'].windowMs,
    getTracker: (_request, context) => subjectOf(context),
    generateKey: (context, subject) => bucketKey(planOf(context) ?? 'anonymous', subject),
  }));
}

export function bucketKey(plan: PlanName, subject: string): string {
  return `rate:${plan}:${subject}`;
}

/** The plan is the second part of a key. */
export function planOfKey(key: string): string {
  const at = key.indexOf(':') + 1;
  const end = key.indexOf(':', at);
  return key.slice(at, end < 0 ? undefined : end);
}

/** Who has an address: one of IPv4, or of IPv6 the /64, which is what a customer gets. */
export function addressSubject(ip: string): string {
  return `address:${normalizeIp(ip)}`;
}

function callerPlan(context: ExecutionContext): PlanName | undefined {
  const plan = routeLimitOf(context)?.plan;
  if (plan && ALONE.has(plan)) return undefined;
  const principal = currentContext()?.principal;
  if (!principal) return 'anonymous';
  return principal.apiKeyId === undefined ? principal.role : 'api_key';
}

function caller(context: ExecutionContext): string {
  const principal = currentContext()?.principal;
  if (!principal) return addressSubject(requestOf(context).ip);
  return principal.apiKeyId === undefined ? `user:${principal.userId}` : `key:${principal.apiKeyId}`;
}

// The body is as the client sent it: the guards run before it is checked.
function mailTarget(context: ExecutionContext): string | undefined {
  const field = routeLimitOf(context)?.target;
  if (field === undefined) return undefined;
  const value = (requestOf(context).body as Record<string, unknown> | null | undefined)?.[field];
  return typeof value === 'string' ? value.normalize('NFKC').trim().toLowerCase() : undefined;
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

function digest(text: string, secret: string): string {
  return createHmac('sha256', secret).update(`rate:${text}`).digest('base64url').slice(0, 22);
}
