import { applyDecorators, type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { malformed } from '../../shared/app-error.js';

/** What can be dropped, and how it is named in a path. */
const NAMES = {
  key: {
    // Nothing else that cache Redis holds: sessions, limits, locks.
    pattern: /^(answer:)?v\d+:[^\p{C}]{1,450}$/u,
    words: 'must be the key of an entry, such as v1:user:123',
    example: 'v1:user:123',
  },
  tag: {
    pattern: /^[^\s\p{C}]{1,200}$/u,
    words: 'must be 1 to 200 characters without spaces, such as user:123',
    example: 'user:123',
  },
  namespace: {
    pattern: /^[a-z][\w-]{0,99}$/,
    words: 'must be the name of a kind of value, such as user',
    example: 'user',
  },
} as const;

/** `key`, `tag` or `namespace` in a path. What cannot be one is 400. */
@Injectable()
export class ParseCacheNamePipe implements PipeTransform<string, string> {
  transform(text: string, { data }: ArgumentMetadata): string {
    const name = data as keyof typeof NAMES;
    if (NAMES[name].pattern.test(text)) return text;
    throw malformed(name, 'isCacheName', `${name} ${NAMES[name].words}`);
  }
}

/** Documents the parameter. */
export function ApiCacheName(name: keyof typeof NAMES): MethodDecorator {
  const { pattern, example } = NAMES[name];
  return applyDecorators(
    ApiParam({ name, schema: { type: 'string', pattern: pattern.source, examples: [example] } }),
  );
}
