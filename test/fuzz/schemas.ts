import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiDocument, JsonSchema } from './operations.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
// What an address or an URI is has rules that no schema tells; the DTO checks them.
const FORMATS = { 'date-time': DATE_TIME, binary: true, email: true, uri: true, uuid: true } as const;

/** Checks values against the schemas of a document, in which an object has the properties it lists and no others. */
export class Schemas {
  readonly #ajv = new Ajv2020({ strict: false, formats: FORMATS });
  readonly #validators = new Map<JsonSchema, ValidateFunction>();
  readonly #components: unknown;

  constructor(document: ApiDocument) {
    this.#components = closed(document.components);
  }

  /** What is wrong with the value; undefined when it fits. */
  fault(schema: JsonSchema, value: unknown): string | undefined {
    const validate = this.#validators.get(schema) ?? this.#compile(schema);
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return `${error?.instancePath ?? ''} ${error?.message ?? ''} ${JSON.stringify(error?.params)}`;
  }

  #compile(schema: JsonSchema): ValidateFunction {
    const validate = this.#ajv.compile({ ...(closed(schema) as object), components: this.#components });
    this.#validators.set(schema, validate);
    return validate;
  }
}

function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  return 'type' in copy && copy.type === 'object' && 'properties' in copy
    ? { additionalProperties: false, ...copy }
    : copy;
}
