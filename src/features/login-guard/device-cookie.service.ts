import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { cookieName, privateCookie } from '../../platform/access/cookies.js';

/** Where a browser keeps the proof that somebody has signed in with it before; see LoginGuard. */
@Injectable()
export class DeviceCookie {
  readonly #name: string;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.#name = cookieName(config, 'device');
  }

  read({ cookies }: FastifyRequest): string | undefined {
    return cookies[this.#name];
  }

  set(reply: FastifyReply, token: string): void {
    const seconds = this.config.loginGuard.deviceTtlMs / 1000;
    void reply.setCookie(this.#name, token, privateCookie(this.config, seconds, 'lax'));
  }
}
