import { unillustrated } from './openapi-examples.ts';
import type { ApiDocument, Content, Operation } from './openapi-shape.ts';

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

/** What this API promises of its description beyond what a general linter asks. One line per breach. */
export function breaches(document: ApiDocument): string[] {
  const found = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const where = `${method.toUpperCase()} ${path}`;
      return operationBreaches(operation).map((breach) => `${where}: ${breach}`);
    }),
  );
  return [...found, ...unillustrated(document), ...shapeless(document)];
}

/** What the generator took for an object because nobody said what it is: often a text with a default. */
function shapeless({ components }: ApiDocument): string[] {
  return Object.entries(components?.schemas ?? {}).flatMap(([name, { properties = {} }]) =>
    Object.entries(properties)
      .filter(([, { type, properties, additionalProperties }]) => {
        return type === 'object' && properties === undefined && additionalProperties === undefined;
      })
      .map(([property]) => `${name}.${property} is an object of nothing known`),
  );
}

function operationBreaches(operation: Operation): string[] {
  const responses = Object.entries(operation.responses ?? {});
  const found: string[] = [];
  if (!operation.operationId) found.push('no operationId');
  if (!operation.summary) found.push('no summary');
  if (!operation.tags?.length) found.push('no tags');
  if (!responses.some(([status]) => /^[23]/.test(status))) found.push('no successful response');
  const takesInput = operation.requestBody ?? operation.parameters?.length;
  if (takesInput && !responses.some(([status]) => status.startsWith('4'))) found.push('no 4xx response');
  for (const { name, required, schema } of operation.parameters ?? []) {
    if (required && schema?.default !== undefined)
      found.push(`parameter ${name} has a default but is required`);
  }
  // Health answers with its report even when the process is unwell.
  const reports = operation.tags?.includes('health') ?? false;
  for (const [status, response] of responses) {
    const breach = responseBreach(status, response, reports);
    if (breach) found.push(`response ${status} ${breach}`);
  }
  return found;
}

function responseBreach(status: string, { content = {} }: Content, reports: boolean): string | undefined {
  const types = Object.keys(content);
  if (/^[45]/.test(status) && !reports) {
    if (types.length === 1 && types[0] === 'application/problem+json') return undefined;
    return `is not application/problem+json only (${types.join(', ') || 'nothing'})`;
  }
  if (!status.startsWith('2') || status === '204') return undefined;
  return Object.values(content).some((media) => media.schema) ? undefined : 'has no schema';
}
