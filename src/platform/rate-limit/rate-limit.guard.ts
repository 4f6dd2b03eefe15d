import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { currentContext } from '../context/request-context.js';
import { isUnlimited } from './rate-limit.decorator.js';
import { RateLimiter } from './rate-limiter.js';

/** Counts what reaches a route, after it is known who asks. limit-early-errors.ts counts the rest. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly limiter: RateLimiter,
  ) {
    super(options, storage, reflector);
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    // Nobody may try credentials without end, on whatever route.
    const unlimited = isUnlimited(context) && !currentContext()?.refusedCredentials;
    if (unlimited) this.limiter.exempt(context.switchToHttp().getRequest<FastifyRequest>());
    return Promise.resolve(unlimited);
  }

  protected override async handleRequest({
    context,
    limit,
    ttl,
    throttler,
    getTracker,
    generateKey,
  }: ThrottlerRequest): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = generateKey(context, await getTracker(request, context), throttler.name ?? '');
    await this.limiter.count({ key, limit, windowMs: ttl }, request, http.getResponse<FastifyReply>());
    return true;
  }
}
