import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { RequestValidationPipe } from '../../platform/http/validation.pipe.js';
import { LoginDto } from './credentials.dto.js';
import { LocalStrategy } from './local.strategy.js';
import { strategies } from './strategies.js';

/** Runs the local strategy. `request.user` is then a `KnownUser`. */
@Injectable()
export class LocalAuthGuard extends AuthGuard() {
  readonly #pipe = new RequestValidationPipe();

  constructor(local: LocalStrategy) {
    super(strategies(local));
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // Guards come before pipes, and the strategy must not see a body that is not of the right shape.
    const { body } = context.switchToHttp().getRequest<FastifyRequest>();
    await this.#pipe.transform(body, { type: 'body', metatype: LoginDto });
    return (await super.canActivate(context)) as boolean;
  }
}
