import { applyDecorators } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { SECURITY_SCHEMES } from './require-permissions.decorator.js';

/** Documents that a public route shows more to some who are signed in. */
export function ApiOptionalSignIn(): MethodDecorator & ClassDecorator {
  return applyDecorators(ApiSecurity({}), ...SECURITY_SCHEMES.map((scheme) => ApiSecurity(scheme)));
}
