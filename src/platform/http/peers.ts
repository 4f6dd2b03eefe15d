import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/** Who a request comes from, before Fastify has seen it: as its `request.ip` and `request.protocol`. */
export class Peers {
  readonly #trusts?: (address: string, hop: number) => boolean;

  /** @param trustProxy addresses and networks whose `X-Forwarded-…` are believed */
  constructor(trustProxy: readonly string[]) {
    if (trustProxy.length > 0) this.#trusts = proxyAddr.compile([...trustProxy]);
  }

  addressOf(request: IncomingMessage): string {
    if (this.#trusts) return proxyAddr(request, this.#trusts);
    return request.socket.remoteAddress ?? '';
  }

  /** By the last word of a trusted proxy: this server itself speaks http only. */
  isHttps({ headers, socket }: IncomingMessage): boolean {
    const said = headers['x-forwarded-proto'];
    if (typeof said !== 'string' || !this.#trusts?.(socket.remoteAddress ?? '', 0)) return false;
    return said.slice(said.lastIndexOf(',') + 1).trim() === 'https';
  }
}
