import { Global, Module } from '@nestjs/common';
import { AccessGuard } from './access.guard.js';
import { Csrf } from './csrf.js';
import { PrincipalPositions } from './principal-positions.js';

/** Who may use a route. Global, so that each process can say in which order its guards run. */
@Global()
@Module({
  providers: [AccessGuard, Csrf, PrincipalPositions],
  exports: [AccessGuard, Csrf, PrincipalPositions],
})
export class AccessModule {}
