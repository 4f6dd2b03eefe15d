import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';

/**
 * Sends browsers that ask for a page by http to the public https address. Everything else is refused and not
 * redirected: its credentials went over the wire in the clear, and the client must be changed, not helped. Health
 * checks come from inside and stay as they are. `request.protocol` believes X-Forwarded-Proto from TRUST_PROXY only.
 */
export function requireHttps(fastify: FastifyInstance, config: Config['http']): void {
  if (!config.httpsOnly) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    const { url, method, protocol } = request;
    if (protocol === 'https' || /^\/health(\/|\?|$)/.test(url)) return done();
    const page = (method === 'GET' || method === 'HEAD') && url.startsWith('/') && !url.startsWith('/api/');
    if (!page) return done(new AppError('forbidden', 'https_required', 'This is served by https only.'));
    // Never to the Host of the request, which anybody can choose.
    void reply.redirect(config.publicUrl + url, 308);
  });
}
