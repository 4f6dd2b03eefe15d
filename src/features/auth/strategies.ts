import type { IAuthModuleOptions } from '@nestjs/passport';
import type { Strategy } from 'passport';

/**
 * Options of a guard that runs these very strategies, one after the other until one knows who it is. By name, Passport
 * would look them up in a registry of the whole process, where another application may have put its own.
 */
export function strategies(...instances: Strategy[]): IAuthModuleOptions {
  // Passport takes strategies beside names; the types of Nest know the names only.
  return { defaultStrategy: instances as never };
}
