import type { IAuthModuleOptions } from '@nestjs/passport';
import type { Strategy } from 'passport';

/**
 * Options of a guard that runs these strategies, one after the other until one knows who it is. By name, Passport
 * would look them up in a registry of the whole process, where another application may have put its own.
 */
export function strategies(...instances: Strategy[]): IAuthModuleOptions {
  return {
    // Passport writes where a request goes on into the strategy that it is given, so each request gets strategies of
    // its own: with shared ones, of two requests at once one would be let in as the other.
    get defaultStrategy() {
      // The types of Nest know names only.
      return instances.map((instance) => Object.create(instance) as Strategy) as never;
    },
  };
}
