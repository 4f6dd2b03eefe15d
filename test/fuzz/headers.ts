import fc from 'fast-check';
import { maybe } from './chance.ts';
import { type Hostility, valueFor } from './from-schema.ts';
import { hostileHeader, utf8 } from './hostile.ts';
import type { Operation } from './operations.ts';

export const contentTypes = fc.oneof(
  fc.constantFrom(
    'application/json; charset=utf-8',
    'application/json;charset=utf-16',
    'APPLICATION/JSON',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    'application/merge-patch+json',
    'application/json, text/plain',
    '',
  ),
  hostileHeader,
);

/** Headers that this or any other program gives a meaning to. */
const MEANINGFUL = [
  ...'If-Match If-None-Match If-Modified-Since Idempotency-Key X-Request-Id X-Consistency-Token Cache-Control Cookie Authorization'.split(
    ' ',
  ),
  ...'X-API-Key X-CSRF-Token X-Forwarded-For X-Forwarded-Proto X-HTTP-Method-Override Origin Accept Accept-Encoding'.split(
    ' ',
  ),
  ...'Accept-Language Accept-Version User-Agent Range Expect Upgrade TE Content-Encoding X-Unknown'.split(
    ' ',
  ),
];

/** Declared headers, and of others what they should not hold. */
export function headersOf(
  { parameters = [] }: Operation,
  hostility: Hostility,
): fc.Arbitrary<[string, string][]> {
  const declared = parameters
    .filter((parameter) => parameter.in === 'header')
    .map(({ name, schema = {} }) => {
      const value = maybe(
        hostileHeader,
        valueFor(schema).map((each) => utf8(String(each))),
        hostility,
      );
      return maybe(
        fc.constant(undefined),
        value.map((text): [string, string] => [name, text]),
        7,
      );
    });
  const extra = fc.tuple(fc.constantFrom(...MEANINGFUL), hostileHeader);
  const extras = maybe(fc.array(extra, { minLength: 1, maxLength: 4 }), [], hostility);
  const host: [string, string] = ['Host', 'localhost'];
  return fc
    .tuple(fc.tuple(...declared), extras)
    .map(([own, more]) => [host, ...own.filter((each) => each !== undefined), ...more]);
}
