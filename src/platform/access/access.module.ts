import { Global, Module } from '@nestjs/common';
import { AccessGuard } from './access.guard.js';
import { Csrf } from './csrf.js';

/** Who may use a route. Global, so that each process can say in which order its guards run. */
@Global()
@Module({ providers: [AccessGuard, Csrf], exports: [AccessGuard, Csrf] })
export class AccessModule {}
