import type { FastifyInstance } from 'fastify';
import { pathOf } from '../../shared/path-of.js';

interface Route {
  method: string;
  path: string;
  pattern: RegExp;
}

const tables = new WeakMap<object, Route[]>();

/** Remembers each route as it is added. Called before any is. */
export function recordRoutes(fastify: FastifyInstance): void {
  const routes: Route[] = [];
  tables.set(fastify.server, routes);
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, path: url, pattern: patternOf(url) });
  });
}

/** Every route, as `METHOD /path/:parameter`. */
export function listRoutes(fastify: FastifyInstance): string[] {
  return routesOf(fastify).map(({ method, path }) => `${method} ${path}`);
}

/** The methods that a path answers to; empty for an unknown path. */
export function allowedMethods(fastify: FastifyInstance, url: string): string[] {
  const path = pathOf(url);
  const fitting = routesOf(fastify).filter(({ path: route, pattern }) => route !== '*' && pattern.test(path));
  return [...new Set(fitting.map(({ method }) => method))].sort();
}

function routesOf(fastify: FastifyInstance): Route[] {
  return tables.get(fastify.server) ?? [];
}

function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:\w+/g, '[^/]+')
    .replace(/\*/g, '.*');
  return new RegExp(`^${source}/?$`);
}
