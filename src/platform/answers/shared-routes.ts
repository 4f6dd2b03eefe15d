import type { FastifyInstance } from 'fastify';
import createRouter, { type HTTPVersion } from 'find-my-way';
import { pathOf } from '../../shared/path-of.js';
import type { SharedPart } from './shared-answer.decorator.js';

/** What is known of a URL before Fastify is asked. */
export interface SharedRoute {
  /** The template of its route. */
  route: string;
  /** The parameters of its query, by name. */
  query: object;
}

/** The GET routes of a server, found as Fastify finds them, to tell which URLs have answers that may be shared. */
export class SharedRoutes {
  readonly #router;

  /** Called before there are routes. */
  constructor(fastify: FastifyInstance, options: { maxParamLength: number }) {
    this.#router = createRouter<HTTPVersion.V1>(options);
    fastify.addHook('onRoute', ({ method, url, config }) => {
      if (![method].flat().includes('GET')) return;
      this.#router.on('GET', url, () => {}, { route: url, reads: config?.sharesAnswers });
    });
  }

  /** Undefined where nothing may be kept of a GET of this URL. */
  find(url: string): SharedRoute | undefined {
    const found = this.#router.find('GET', url);
    if (!found) return undefined;
    const { route, reads } = found.store as { route: string; reads?: SharedPart };
    return mayBeShared(url, reads) ? { route, query: found.searchParams } : undefined;
  }
}

/**
 * One path has one form that is kept: not those with other hosts, fragments or encodings, of which there is no end.
 *
 * @param reads what of the URL its route reads; undefined where its answers are not shared
 */
export function mayBeShared(url: string, reads: SharedPart | undefined): boolean {
  if (reads === undefined || !url.startsWith('/') || url.includes('#')) return false;
  const path = pathOf(url);
  if (reads === 'path' && path !== url) return false;
  return !path.includes('%') || isCanonical(path);
}

function isCanonical(path: string): boolean {
  try {
    const parts = path.split('/').map((part) => encodeURIComponent(decodeURIComponent(part)));
    return parts.join('/') === path;
  } catch {
    return false;
  }
}
