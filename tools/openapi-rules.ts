interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  example?: unknown;
  examples?: unknown;
  const?: unknown;
  enum?: unknown[];
}
interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: unknown;
}
interface Content {
  $ref?: string;
  content?: Record<string, Media>;
}
interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  requestBody?: Content;
  responses?: Record<string, Content>;
}
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components?: Record<string, Record<string, unknown>>;
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

/** What this API promises of its description beyond what a general linter asks. One line per breach. */
export function breaches(document: ApiDocument): string[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const where = `${method.toUpperCase()} ${path}`;
      return operationBreaches(document, operation).map((breach) => `${where}: ${breach}`);
    }),
  );
}

function operationBreaches(document: ApiDocument, operation: Operation): string[] {
  const responses = Object.entries(operation.responses ?? {});
  const found: string[] = [];
  if (!operation.operationId) found.push('no operationId');
  if (!operation.summary) found.push('no summary');
  if (!operation.tags?.length) found.push('no tags');
  if (!responses.some(([status]) => /^[23]/.test(status))) found.push('no successful response');
  const body = resolve(document, operation.requestBody);
  if (body) found.push(...missingExamples(document, body).map((type) => `request ${type} has no example`));
  for (const [status, response] of responses) {
    const breach = responseBreaches(document, status, resolve(document, response) ?? {});
    found.push(...breach.map((line) => `response ${status} ${line}`));
  }
  return found;
}

function responseBreaches(document: ApiDocument, status: string, response: Content): string[] {
  const types = Object.keys(response.content ?? {});
  if (/^[45]/.test(status) || status === 'default') {
    const problems = types.length === 1 && types[0] === 'application/problem+json';
    if (!problems) return [`is not application/problem+json only (${types.join(', ') || 'nothing'})`];
  } else if (/^2/.test(status) && status !== '204') {
    if (!Object.values(response.content ?? {}).some((media) => media.schema)) return ['has no schema'];
  }
  return missingExamples(document, response).map((type) => `${type} has no example`);
}

function missingExamples(document: ApiDocument, { content = {} }: Content): string[] {
  return Object.entries(content)
    .filter(([type, media]) => /[/+]json$/.test(type) && !isIllustrated(document, media))
    .map(([type]) => type);
}

function isIllustrated(document: ApiDocument, media: Media): boolean {
  if (media.example !== undefined || media.examples !== undefined) return true;
  return media.schema !== undefined && hasExample(document, media.schema, []);
}

/** A schema shows an example itself, or all its parts do; a recursive part counts as shown. */
function hasExample(document: ApiDocument, schema: Schema, seen: string[]): boolean {
  if (schema.$ref) {
    if (seen.includes(schema.$ref)) return true;
    const target = resolve(document, schema);
    return target !== undefined && hasExample(document, target, [...seen, schema.$ref]);
  }
  const own = [schema.example, schema.examples, schema.const, schema.enum];
  if (own.some((value) => value !== undefined)) return true;
  const all = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items ? [schema.items] : []),
    ...(schema.allOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
  ];
  return all.length > 0 && all.every((part) => hasExample(document, part, seen));
}

function resolve<T extends { $ref?: string }>(document: ApiDocument, value: T | undefined): T | undefined {
  if (!value?.$ref) return value;
  const [, , kind = '', name = ''] = value.$ref.split('/');
  return document.components?.[kind]?.[name] as T | undefined;
}
