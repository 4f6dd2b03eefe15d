import type { IncomingMessage } from 'node:http';
import type { DynamicModule, MiddlewareConsumer, NestModule, Type } from '@nestjs/common';
import type { Config } from '../../src/config/config.js';
import { ApiModule } from '../../src/main/api-app.js';
import { currentContext } from '../../src/platform/context/request-context.js';
import { permissionsOf } from '../../src/shared/permissions.js';
import type { Principal } from '../../src/shared/principal.js';

/** The product and further controllers, for `startApi`. A request is from whom its header says, see `as`. */
export function actingAs(...controllers: Type[]): (config: Config) => DynamicModule {
  class Root implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(becomePrincipal).forRoutes('*path');
    }
  }
  return (config) => ({ module: Root, imports: [ApiModule.forRoot(config)], controllers });
}

/** The header of a request from this principal. */
export function as(principal: Partial<Principal>): Record<string, string> {
  return { 'x-acting-as': JSON.stringify({ userId: 1, role: 'user', ...principal }) };
}

function becomePrincipal({ headers }: IncomingMessage, _response: unknown, next: () => void): void {
  const given = headers['x-acting-as'];
  const context = currentContext();
  if (typeof given === 'string' && context) {
    const principal = JSON.parse(given) as Principal;
    context.principal = { ...principal, permissions: permissionsOf(principal.role) };
  }
  next();
}
