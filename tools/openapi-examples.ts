import type { ApiDocument, Content, Schema } from './openapi-shape.ts';

/** Where a reader of the document would find no example: each property of each schema and each JSON body. */
export function unillustrated(document: ApiDocument): string[] {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const bodies = operations.flatMap(({ operationId = '?', requestBody, responses = {} }) => [
    ...(requestBody ? jsonGaps(requestBody, `${operationId} request`) : []),
    ...Object.entries(responses).flatMap(([status, body]) => jsonGaps(body, `${operationId} ${status}`)),
  ]);
  const named = Object.entries(document.components?.schemas ?? {});
  const paths = [...bodies, ...named.flatMap(([name, schema]) => gaps(schema, name))];
  return paths.map((path) => `${path} has no example`);
}

function jsonGaps({ content = {} }: Content, path: string): string[] {
  return Object.entries(content).flatMap(([type, { schema, ...media }]) => {
    if (!/[/+]json$/.test(type) || media.example !== undefined || media.examples !== undefined) return [];
    return schema ? gaps(schema, path) : [path];
  });
}

/** A schema shows an example itself, or all its parts do; named schemas are looked at once, by their name. */
function gaps(schema: Schema, path: string): string[] {
  // There is but one.
  if (schema.type === 'null') return [];
  const own = [schema.$ref, schema.example, schema.examples, schema.const, schema.enum];
  if (own.some((value) => value !== undefined)) return [];
  const parts: [string, Schema][] = [
    ...Object.entries(schema.properties ?? {}).map(([name, part]): [string, Schema] => [`.${name}`, part]),
    ...(schema.items ? [['[]', schema.items] as [string, Schema]] : []),
    ...[schema.allOf, schema.oneOf, schema.anyOf].flatMap((list) =>
      (list ?? []).map((part): [string, Schema] => ['', part]),
    ),
  ];
  return parts.length === 0 ? [path] : parts.flatMap(([name, part]) => gaps(part, path + name));
}
