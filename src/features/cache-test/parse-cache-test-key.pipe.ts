import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { malformed } from '../../shared/app-error.js';

/** A key in a path: letters, digits and `. _ : -`. Anything else is 400. */
@Injectable()
export class ParseCacheTestKeyPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (/^[\w.:-]{1,200}$/.test(text)) return text;
    throw malformed('key', 'isCacheKey', 'key must be 1 to 200 letters, digits and . _ : -');
  }
}

/** Documents the parameter. */
export const ApiCacheTestKey = () =>
  applyDecorators(
    ApiParam({ name: 'key', schema: { type: 'string', pattern: '^[\\w.:-]{1,200}$', examples: ['colour'] } }),
  );
