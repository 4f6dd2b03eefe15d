import { applyDecorators, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';

/** The plans of routes that are stricter than the plans of who asks; how much each allows is configured. */
export type RoutePlan = 'login' | 'register' | 'refresh' | 'mail' | 'upload';

interface RouteLimit {
  plan: RoutePlan;
  /** Field of the body with the address of mail that is counted as well. */
  target?: string;
}

const ROUTE_LIMIT = Symbol('ROUTE_LIMIT');
const UNLIMITED = Symbol('UNLIMITED');
const reflector = new Reflector();

/** Key of the extension by which the OpenAPI document says which plan a route has. */
export const PLAN_EXTENSION = 'x-rate-limit';

/** Counts requests to a route, or to all of a controller, for this plan too. */
export function RateLimit(
  plan: RoutePlan,
  options: { target?: string } = {},
): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ROUTE_LIMIT, { plan, ...options } satisfies RouteLimit),
    ApiExtension(PLAN_EXTENSION, plan),
  );
}

/** Exempts a route, or all of a controller: for who must get an answer whatever the load. */
export function Unlimited(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(UNLIMITED, true), ApiExtension(PLAN_EXTENSION, 'none'));
}

export function routeLimitOf(context: ExecutionContext): RouteLimit | undefined {
  return reflector.getAllAndOverride<RouteLimit | undefined>(ROUTE_LIMIT, targetsOf(context));
}

export function isUnlimited(context: ExecutionContext): boolean {
  return reflector.getAllAndOverride<boolean | undefined>(UNLIMITED, targetsOf(context)) ?? false;
}

function targetsOf(context: ExecutionContext) {
  return [context.getHandler(), context.getClass()];
}
